/** How a process that the core (or Electron's main) started reaches the one that started it. */
import { portOfMessagePort, portOfProcess, type MessagePortLike, type Port } from './port.ts';

/** Electron's utility processes have this beside Node's own members. */
interface ElectronParentPort {
  once(event: 'message', listener: (event: { data: unknown; ports: MessagePortLike[] }) => void): void;
}

/**
 * The port to the parent: the first port handed over in an Electron utility process, the fork's own channel under Node.
 * Rejects when the process was started by hand.
 */
export function openParentPort(): Promise<Port> {
  const { parentPort } = process as { parentPort?: ElectronParentPort }; // present in Electron only
  if (parentPort) {
    return new Promise((resolve, reject) => {
      parentPort.once('message', ({ ports: [first] }) => {
        if (first) resolve(portOfMessagePort(first));
        else reject(new Error('the first message of the parent carried no port'));
      });
    });
  }
  if (process.send === undefined) return Promise.reject(new Error('this process is started by the core, not by hand'));
  return Promise.resolve(portOfProcess(process));
}
