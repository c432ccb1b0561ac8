/** What the person who typed the command can put right; the message says where and why. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/** What went wrong in one sentence, of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
