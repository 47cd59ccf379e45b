/**
 * One small port over every transport. What travels is oRPC's own encoding (text, or bytes for blobs), so a port needs
 * no structured clone, and nothing is ever transferred: Electron loses messages that transfer a buffer.
 */
import type { ChildProcess } from 'node:child_process';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { WebSocket } from 'ws';

export type PortData = string | Uint8Array<ArrayBuffer>;

export interface Port {
  /** Resolves when the other side keeps up: a slow reader slows its streams down instead of filling our memory. */
  postMessage(data: PortData): Promise<void>;
  addEventListener(type: 'message', listener: (event: { data: PortData }) => void): void;
  addEventListener(type: 'close', listener: (event: { data: PortData }) => void): void;
  /** Closing an open port makes both ends see `close`; closing it again does nothing. */
  close(): void;
}

/** What a transport does, in the least words; `makePort` adds listeners and the guard against garbage. */
interface Transport {
  send(data: PortData): Promise<void> | void;
  close(): void;
}

interface PortHandle {
  readonly port: Port;
  received(data: unknown): void;
  closed(): void;
}

function makePort(transport: Transport): PortHandle {
  const messageListeners = new Set<(event: { data: PortData }) => void>();
  const closeListeners = new Set<(event: { data: PortData }) => void>();
  let isClosed = false;
  const closed = () => {
    if (isClosed) return;
    isClosed = true;
    for (const listener of closeListeners) listener({ data: '' });
  };
  const port: Port = {
    postMessage: async (data) => {
      // Answers that finish after the other side went away have no reader; that is no error.
      if (!isClosed) await transport.send(data);
    },
    addEventListener: (type: 'message' | 'close', listener: (event: { data: PortData }) => void) => {
      if (type === 'message') messageListeners.add(listener);
      else if (isClosed) queueMicrotask(() => listener({ data: '' }));
      else closeListeners.add(listener);
    },
    close: () => {
      transport.close();
      closed();
    },
  };
  const received = (data: unknown) => {
    const message = readMessage(data);
    // A broken peer must not end the process that listens to it.
    if (message === undefined || isClosed) return;
    for (const listener of messageListeners) listener({ data: message });
  };
  return { port, received, closed };
}

/** A message of oRPC's protocol; anything else is dropped, because its clients reject garbage where nobody can catch it. */
function readMessage(data: unknown): PortData | undefined {
  if (typeof data === 'string') return isEnvelope(data) ? data : undefined;
  if (!(data instanceof ArrayBuffer || data instanceof Uint8Array)) return undefined;
  const bytes = new Uint8Array(data);
  const end = bytes.indexOf(jsonEnd);
  return isEnvelope(new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end))) ? bytes : undefined;
}

/** Between the envelope's JSON and the bytes of a blob stands a byte that UTF-8 never has. */
const jsonEnd = 255;
/** Message types that oRPC marks with `t`: an item of a stream, the end of a call. Calls and answers have none. */
const streamItem = 3;
const abort = 4;

function isEnvelope(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    const { i: id, t: type, p: payload }: Record<string, unknown> = JSON.parse(text);
    if (typeof id !== 'string' && typeof id !== 'number') return false;
    if (type === abort) return true;
    if (typeof payload !== 'object' || payload === null || (type !== undefined && type !== streamItem)) return false;
    // A call names a path of ours; whole addresses are another transport's way to write it.
    return !('u' in payload) || (typeof payload.u === 'string' && payload.u.startsWith('/'));
  } catch {
    return false;
  }
}

/** Two connected ports in one process: the command line and tests talk to the core through them. */
export function createPortPair(): readonly [Port, Port] {
  const { port1, port2 } = new MessageChannel();
  return [portOfMessagePort(port1), portOfMessagePort(port2)];
}

/** What Node's MessagePort and Electron's MessagePortMain have in common, apart from how a message is wrapped. */
export interface MessagePortLike {
  postMessage(data: PortData): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export function portOfMessagePort(messagePort: MessagePort | MessagePortLike): Port {
  const like: MessagePortLike = messagePort as MessagePortLike; // both have these members; their overloads differ
  const { port, received, closed } = makePort({
    send: (data) => like.postMessage(data),
    close: () => like.close(),
  });
  // Node gives the message itself, Electron an event that carries it in `data`.
  like.on('message', (message) => received(isMessageEvent(message) ? message.data : message));
  like.on('close', closed);
  like.start();
  return port;
}

function isMessageEvent(message: unknown): message is { data: unknown } {
  return typeof message === 'object' && message !== null && !(message instanceof Uint8Array) && 'data' in message;
}

/** Either end of `fork(…, { serialization: 'advanced' })`: the child in the parent, `process` in the child. */
export function portOfProcess(end: ChildProcess | NodeJS.Process): Port {
  const { port, received, closed } = makePort({
    send: (data) =>
      new Promise((resolve) => {
        if (!end.connected || !end.send) return resolve();
        // A failed send means that the peer died; its `disconnect` tells everybody.
        end.send(data, undefined, undefined, () => resolve());
      }),
    close: () => {
      if (end.connected) end.disconnect?.();
    },
  });
  end.on('message', received);
  end.on('disconnect', closed);
  return port;
}

/** Bytes that may wait in a socket before its streams have to wait too. */
const socketHighWater = 4 * 1024 * 1024;
const drainCheckMs = 20;

export function portOfWebSocket(socket: WebSocket): Port {
  const { port, received, closed } = makePort({
    send: async (data) => {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(data);
      while (socket.bufferedAmount > socketHighWater && socket.readyState === socket.OPEN) {
        await new Promise((resolve) => setTimeout(resolve, drainCheckMs));
      }
    },
    close: () => socket.close(1000),
  });
  socket.on('message', (data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean) => {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Uint8Array); // ws hands one of three
    received(isBinary ? new Uint8Array(bytes) : bytes.toString('utf8'));
  });
  socket.on('close', closed);
  // `close` follows every error, so there is nothing more to do than to keep the process alive.
  socket.on('error', () => {});
  return port;
}
