/** Why the system refused: `ENOSPC`, `ENOENT` and the like; never a message, because messages hold whole paths. */
export function systemReason(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
