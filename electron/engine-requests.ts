/** The core's side: engine processes are asked of main, which answers with a port and later with how they ended. */
import type { EngineExit, EngineProcess, StartEngine } from '../main/process/engine-process.ts';
import { type MessagePortLike, portOfMessagePort } from '../main/process/port.ts';
import type { FromCore, ToCore } from './core-messages.ts';

export interface EngineRequests {
  readonly start: StartEngine;
  /** Takes main's messages about engines. */
  accept(message: ToCore, port: MessagePortLike | undefined): void;
}

interface Pending {
  readonly started: (port: MessagePortLike) => void;
  readonly exited: (exit: EngineExit) => void;
}

export function createEngineRequests(send: (message: FromCore) => void): EngineRequests {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  return {
    start: () => {
      lastId += 1;
      const id = lastId;
      const exit = Promise.withResolvers<EngineExit>();
      const start = Promise.withResolvers<EngineProcess>();
      pending.set(id, {
        started: (port) => start.resolve({ port: portOfMessagePort(port), exited: exit.promise, kill: () => send({ kind: 'kill-engine', id }) }),
        exited: (result) => {
          // A process that never came up: no port, but an end that says why.
          start.reject(new Error('the engine process did not start'));
          exit.resolve(result);
        },
      });
      send({ kind: 'start-engine', id });
      return start.promise;
    },
    accept: (message, port) => {
      if (message.kind === 'engine-started' && port) pending.get(message.id)?.started(port);
      if (message.kind === 'engine-exited') {
        pending.get(message.id)?.exited({ code: message.code, signal: null, errorOutput: message.errorOutput });
        pending.delete(message.id);
      }
    },
  };
}
