/** Typed calls over a port: the core's to an engine process, the command line's and the tests' to the core. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { EngineContract } from '../../shared/contract/engine.ts';
import type { StudioContract } from '../../shared/contract/studio.ts';
import type { Port } from './port.ts';

export type StudioClient = ContractRouterClient<StudioContract>;
export type EngineClient = ContractRouterClient<EngineContract>;

export const studioClient = (port: Port): StudioClient => createORPCClient(new RPCLink({ port }));
export const engineClient = (port: Port): EngineClient => createORPCClient(new RPCLink({ port }));
