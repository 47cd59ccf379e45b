/** Answers a contract's calls on a port. */
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import type { Port, PortData } from './port.ts';

/**
 * Serves `router` on `port` until it closes. oRPC's handler for WebSockets is used for every transport, because it
 * alone catches what a broken peer provokes.
 */
export function servePort(router: AnyRouter, port: Port): void {
  const handler = new RPCHandler(router);
  void handler.upgrade({
    // The types are those of a WebSocket, of whose event the handler reads `data` only, and to which it sends what ports take.
    addEventListener: ((type: 'message', listener: (event: { data: PortData }) => void) =>
      port.addEventListener(type, listener)) as never,
    send: ((data: PortData) => port.postMessage(data)) as never,
  });
}
