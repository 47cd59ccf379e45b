/** How the page reaches its core: one MessagePort in Electron, a WebSocket in served mode. */
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';

export interface Transport {
  readonly link: PortLink<Record<never, never>> | SocketLink<Record<never, never>>;
  /** Called once, when the other side is gone. */
  onClosed(listener: () => void): void;
}

/** Electron serves the page from its own scheme; its preload script then posts exactly one port. */
export const insideElectron = (): boolean => location.protocol === 'weft:';

const portMessage = 'weft-port';

function isPortMessage(event: MessageEvent): boolean {
  const data: unknown = event.data;
  if (event.source !== window || event.ports.length !== 1) return false;
  return (
    data === portMessage || (typeof data === 'object' && data !== null && 'kind' in data && data.kind === portMessage)
  );
}

// Listening starts when this module loads: the preload script may post the port before React has rendered anything.
// (Tests of the page's state load it outside a page, where there is nothing to listen to.)
const firstPort = new Promise<MessagePort>((resolve) => {
  globalThis.addEventListener?.('message', (event) => {
    const port = event.ports[0];
    if (isPortMessage(event) && port) resolve(port);
  });
});

async function openPort(): Promise<Transport> {
  const port = await firstPort;
  port.start();
  return {
    link: new PortLink({ port }),
    onClosed: (listener) => port.addEventListener('close', listener, { once: true }),
  };
}

function openSocket(): Promise<Transport> {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/rpc`);
  return new Promise((resolve, reject) => {
    socket.addEventListener('error', () => reject(new Error('socket')), { once: true });
    socket.addEventListener(
      'open',
      () =>
        resolve({
          link: new SocketLink({ websocket: socket }),
          onClosed: (listener) => socket.addEventListener('close', listener, { once: true }),
        }),
      { once: true },
    );
  });
}

/** Rejects when the core cannot be reached now; the caller tries again. */
export const openTransport = (): Promise<Transport> => (insideElectron() ? openPort() : openSocket());
