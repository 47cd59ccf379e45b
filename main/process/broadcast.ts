/** Tells every open stream what happened, in order, without ever waiting for a slow one. */

export interface Broadcast<T> {
  send(value: T): void;
  /** Calls `listener` at every send; returns what ends that. */
  subscribe(listener: (value: T) => void): () => void;
  /** The stream ends when its reader stops, when `signal` aborts, or when the broadcast closes. */
  stream(signal?: AbortSignal): AsyncGenerator<T>;
  close(): void;
}

export function createBroadcast<T>(): Broadcast<T> {
  const queues = new Set<Queue<T>>();
  const listeners = new Set<(value: T) => void>();
  return {
    send: (value) => {
      for (const queue of queues) queue.push(value);
      for (const listener of listeners) listener(value);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stream: (signal) => {
      // Subscribed now, not at the first read: nothing sent in between is missed.
      const queue = createQueue<T>();
      queues.add(queue);
      const end = () => {
        queues.delete(queue);
        queue.end();
      };
      if (signal?.aborted) end();
      signal?.addEventListener('abort', end, { once: true });
      return read(queue, () => {
        signal?.removeEventListener('abort', end);
        end();
      });
    },
    close: () => {
      for (const queue of queues) queue.end();
      queues.clear();
    },
  };
}

interface Queue<T> {
  push(value: T): void;
  end(): void;
  /** Everything that waits, or undefined after the end. */
  take(): Promise<T[] | undefined>;
}

function createQueue<T>(): Queue<T> {
  let waiting: T[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const call = () => {
    wake?.();
    wake = undefined;
  };
  return {
    push: (value) => {
      waiting.push(value);
      call();
    },
    end: () => {
      ended = true;
      call();
    },
    take: async () => {
      while (waiting.length === 0) {
        if (ended) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}

async function* read<T>(queue: Queue<T>, done: () => void): AsyncGenerator<T> {
  try {
    for (let values = await queue.take(); values; values = await queue.take()) yield* values;
  } finally {
    done();
  }
}
