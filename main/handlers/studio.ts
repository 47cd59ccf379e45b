/** The studio contract to be implemented, with the conversion of errors around every call of it. */
import { implement } from '@orpc/server';
import { studioContract } from '../../shared/contract/studio.ts';
import { toPortError, withPortErrors } from '../process/errors.ts';

export const studio = implement(studioContract).use(async ({ next }) => {
  try {
    const result = await next();
    // A stream fails while it is read, long after the call itself succeeded.
    return isStream(result.output) ? { ...result, output: withPortErrors(result.output) as typeof result.output } : result;
  } catch (error) {
    throw toPortError(error);
  }
});

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
