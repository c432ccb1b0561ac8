/** MongoDB's code of a write that a unique index refused. */
const duplicateKey = 11000;

/** Did a unique index refuse the write: is there such a document already? */
export const isDuplicate = (error: unknown): boolean =>
  (error as { code?: unknown } | undefined)?.code === duplicateKey;

/**
 * The field whose unique index refused a write.
 *
 * @returns undefined when the error is something else.
 */
export function duplicateField(error: unknown): string | undefined {
  const { keyPattern } = (error ?? {}) as { keyPattern?: Record<string, unknown> };
  return isDuplicate(error) ? Object.keys(keyPattern ?? {})[0] : undefined;
}
