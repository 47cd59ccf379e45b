/** The one place where an error becomes what crosses a port, and the one where it comes back. */
import { ORPCError } from '@orpc/client';
import { os } from '@orpc/server';
import { type Problem, problem, problemSchema, StudioError } from '../../shared/problem.ts';

/** Stands around every call of a contract: `implement(contract).use(portErrors)`. */
export const portErrors = os.middleware(async ({ next, signal }) => {
  try {
    const result = await next();
    // A stream fails while it is read, long after the call itself succeeded.
    return isStream(result.output) ? { ...result, output: withPortErrors(result.output, signal) } : result;
  } catch (error) {
    throw answerTo(error, signal);
  }
});

/** A caller who has gone (a page that was closed) ends his calls: expected, read by nobody, and nothing for the log. */
const answerTo = (error: unknown, signal: AbortSignal | undefined): ORPCError<'STUDIO', Problem> =>
  signal?.aborted && isAbort(error, signal)
    ? portError(problem('internal/unexpected', { name: 'AbortError' }))
    : toPortError(error);

const isAbort = (error: unknown, signal: AbortSignal): boolean =>
  error === signal.reason || (error instanceof Error && error.name === 'AbortError');

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** Expected failures keep their problem; of anything else the other side learns only that it happened. */
export function toPortError(error: unknown): ORPCError<'STUDIO', Problem> {
  return portError(toProblem(error));
}

const portError = (data: Problem): ORPCError<'STUDIO', Problem> =>
  new ORPCError('STUDIO', { status: 400, message: 'STUDIO', data, defined: true });

/** The problem inside an error, of this process or received over a port; unexpected ones are logged and named no closer. */
export function toProblem(error: unknown): Problem {
  if (error instanceof StudioError) return error.problem;
  if (error instanceof ORPCError) {
    if (error.code === 'STUDIO') {
      const received = problemSchema.safeParse(error.data);
      if (received.success) return received.data;
    }
    if (error.code === 'BAD_REQUEST') return problem('call/invalid', { reason: validationText(error) });
    if (error.code === 'NOT_FOUND') return problem('call/invalid', { reason: 'no such call' });
  }
  console.error(error);
  return problem('internal/unexpected', { name: error instanceof Error ? error.name : 'unknown' });
}

/** Which field of the input is wrong, without its value. */
function validationText(error: ORPCError<string, unknown>): string {
  const { data } = error;
  const issues = typeof data === 'object' && data !== null && 'issues' in data ? data.issues : undefined;
  if (!Array.isArray(issues)) return error.message;
  return issues.slice(0, 5).map(issueText).join('; ');
}

function issueText(issue: unknown): string {
  if (typeof issue !== 'object' || issue === null) return 'invalid';
  const path = 'path' in issue && Array.isArray(issue.path) ? issue.path.join('.') : '';
  const message = 'message' in issue && typeof issue.message === 'string' ? issue.message : 'invalid';
  return path === '' ? message : `${path}: ${message}`;
}

async function* withPortErrors<T>(stream: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  try {
    yield* stream;
  } catch (error) {
    throw answerTo(error, signal);
  }
}
