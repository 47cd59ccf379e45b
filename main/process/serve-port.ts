/** Answers a contract's calls on a port. */
import type { Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import type { Port } from './port.ts';

/**
 * Serves `router` on `port` until it closes. oRPC's handler for WebSockets is used for every transport, because it
 * alone catches what a broken peer provokes.
 */
// biome-ignore lint: any router serves here; its own types were checked where it was made
export function servePort(router: Router<any, Record<never, never>>, port: Port): void {
  const handler = new RPCHandler(router);
  void handler.upgrade({
    // The listener's type is that of a WebSocket event, of which the handler reads `data` only.
    addEventListener: port.addEventListener as never,
    send: ((data: string | Uint8Array<ArrayBuffer>) => port.postMessage(data)) as never,
  });
}
