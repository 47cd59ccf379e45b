/** The studio contract to be implemented, with the conversion of errors around every call of it. */
import { implement, type ImplementerInternalWithMiddlewares } from '@orpc/server';
import { type StudioContract, studioContract } from '../../shared/contract/studio.ts';
import { portErrors } from '../process/errors.ts';

type NoContext = Record<never, never>;

// Written out, because the inferred type is too long to be declared.
export const studio: ImplementerInternalWithMiddlewares<StudioContract, NoContext, NoContext> =
  implement(studioContract).use(portErrors);
