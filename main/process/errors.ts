/** The one place where an error becomes what crosses a port, and the one where it comes back. */
import { ORPCError } from '@orpc/client';
import { os } from '@orpc/server';
import { type Problem, problem, problemSchema, StudioError } from '../../shared/problem.ts';

/** Stands around every call of a contract: `implement(contract).use(portErrors)`. */
export const portErrors = os.middleware(async ({ next }) => {
  try {
    const result = await next();
    // A stream fails while it is read, long after the call itself succeeded.
    return isStream(result.output) ? { ...result, output: withPortErrors(result.output) } : result;
  } catch (error) {
    throw toPortError(error);
  }
});

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** Expected failures keep their problem; of anything else the other side learns only that it happened. */
export function toPortError(error: unknown): ORPCError<'STUDIO', Problem> {
  return new ORPCError('STUDIO', { status: 400, message: 'STUDIO', data: toProblem(error), defined: true });
}

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

async function* withPortErrors<T>(stream: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* stream;
  } catch (error) {
    throw toPortError(error);
  }
}
