/**
 * The page's one client of the studio contract. Calls made while the connection is down wait for it; a stream that was
 * open when it went ends with an error and is opened again by its owner (`onConnected`).
 */
import { createORPCClient, DynamicLink } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { StudioContract } from '../../shared/contract/studio.ts';
import { openTransport, type Transport } from './transport.ts';

export type StudioClient = ContractRouterClient<StudioContract>;
export type ConnectionStatus = 'connecting' | 'open' | 'lost';

const firstDelayMs = 250;
const longestDelayMs = 8_000;

let status: ConnectionStatus = 'connecting';
let current: Transport | undefined;
const waiting: ((transport: Transport) => void)[] = [];
const statusListeners = new Set<(status: ConnectionStatus) => void>();
const connectedListeners = new Set<() => void>();
let retryNow: (() => void) | undefined;

function setStatus(next: ConnectionStatus): void {
  status = next;
  for (const listener of statusListeners) listener(next);
}

/** Tells the status at once and on every change; returns the way to stop. */
export function onStatus(listener: (status: ConnectionStatus) => void): () => void {
  statusListeners.add(listener);
  listener(status);
  return () => statusListeners.delete(listener);
}

/** Called on every connection after the first: streams start again here, from the last sequence number they saw. */
export function onReconnected(listener: () => void): () => void {
  connectedListeners.add(listener);
  return () => connectedListeners.delete(listener);
}

/** Tries at once instead of waiting for the back-off to end. */
export const reconnectNow = (): void => retryNow?.();

async function keepConnected(): Promise<void> {
  let delay = firstDelayMs;
  for (let connections = 0; ; ) {
    const transport = await openTransport().catch(() => undefined);
    if (transport) {
      delay = firstDelayMs;
      current = transport;
      const closed = new Promise<void>((resolve) => transport.onClosed(resolve));
      setStatus('open');
      for (const resolve of waiting.splice(0)) resolve(transport);
      if (connections > 0) for (const listener of connectedListeners) listener();
      connections += 1;
      await closed;
      current = undefined;
    }
    setStatus('lost');
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delay);
      retryNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    retryNow = undefined;
    delay = Math.min(delay * 2, longestDelayMs);
  }
}

/** Begins to connect and stays connected until the page goes. Call once. */
export function startConnection(): void {
  void keepConnected();
}

const link = new DynamicLink(
  async () => (current ?? (await new Promise<Transport>((resolve) => waiting.push(resolve)))).link,
);

export const client: StudioClient = createORPCClient(link);
