/** Typed calls over a port: the core's to an engine process, the command line's and the tests' to the core. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import type { EngineContract } from '../../shared/contract/engine.ts';
import type { StudioContract } from '../../shared/contract/studio.ts';
import type { Port } from './port.ts';

export type StudioClient = ContractRouterClient<StudioContract>;
export type EngineClient = ContractRouterClient<EngineContract>;

/** The caller names the contract that the other side serves. */
export const clientOn = <Contract extends AnyContractRouter>(port: Port): ContractRouterClient<Contract> =>
  createORPCClient(new RPCLink({ port }));

export const studioClient = (port: Port): StudioClient => clientOn<StudioContract>(port);
export const engineClient = (port: Port): EngineClient => clientOn<EngineContract>(port);
