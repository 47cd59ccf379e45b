/** The core's side: other processes are asked of main, which answers with a port and later with how they ended. */
import type { EngineExit, EngineProcess, StartData, StartEngine } from '../main/process/engine-process.ts';
import { type MessagePortLike, portOfMessagePort } from '../main/process/port.ts';
import type { FromCore, ToCore } from './core-messages.ts';

export interface ProcessRequests {
  readonly startEngine: StartEngine;
  readonly startData: StartData;
  /** Takes main's messages about processes. */
  accept(message: ToCore, port: MessagePortLike | undefined): void;
}

interface Pending {
  readonly started: (port: MessagePortLike) => void;
  readonly exited: (exit: EngineExit) => void;
}

export function createProcessRequests(send: (message: FromCore) => void): ProcessRequests {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  const request = (entry: 'engine' | 'data', words: string[]): Promise<EngineProcess> => {
    lastId += 1;
    const id = lastId;
    const exit = Promise.withResolvers<EngineExit>();
    const start = Promise.withResolvers<EngineProcess>();
    pending.set(id, {
      started: (port) =>
        start.resolve({
          port: portOfMessagePort(port),
          exited: exit.promise,
          kill: () => send({ kind: 'kill-process', id }),
        }),
      exited: (result) => {
        // A process that never came up: no port, but an end that says why.
        start.reject(new Error('the process did not start'));
        exit.resolve(result);
      },
    });
    send({ kind: 'start-process', id, entry, words });
    return start.promise;
  };
  return {
    startEngine: () => request('engine', []),
    startData: (folder) => request('data', [folder]),
    accept: (message, port) => {
      if (message.kind === 'process-started' && port) pending.get(message.id)?.started(port);
      if (message.kind === 'process-exited') {
        pending.get(message.id)?.exited({ code: message.code, signal: null, errorOutput: message.errorOutput });
        pending.delete(message.id);
      }
    },
  };
}
