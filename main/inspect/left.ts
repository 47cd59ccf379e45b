import { StudioError } from '../../shared/problem.ts';

/** What ends work that nobody waits for any more. It is expected and read by nobody, so nothing of it is logged. */
export const left = (): StudioError => new StudioError('call/invalid', { reason: 'the caller left' });

export function stopIfLeft(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw left();
}
