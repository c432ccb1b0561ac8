/**
 * The field whose unique index refused a write.
 *
 * @returns undefined when the error is something else.
 */
export function duplicateField(error: unknown): string | undefined {
  const { code, keyPattern } = (error ?? {}) as { code?: unknown; keyPattern?: Record<string, unknown> };
  return code === 11000 ? Object.keys(keyPattern ?? {})[0] : undefined;
}
