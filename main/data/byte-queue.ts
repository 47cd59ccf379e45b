/** Bytes from calls to one reader, with room for a few chunks: a fast network waits for a slow disk. */

export interface ByteQueue {
  /** Resolves when there is room; rejects after `fail`. */
  write(bytes: Uint8Array): Promise<void>;
  end(): void;
  /** Ends reader and writers with this error; does nothing after the reader has finished. */
  fail(error: Error): void;
  read(): AsyncGenerator<Uint8Array>;
}

const roomForChunks = 4;

export function createByteQueue(): ByteQueue {
  const waiting: Uint8Array[] = [];
  let ended = false;
  let failure: Error | undefined;
  const wakes = new Set<() => void>();
  const changed = () => {
    for (const wake of wakes) wake();
    wakes.clear();
  };
  const change = () => new Promise<void>((resolve) => wakes.add(resolve));
  return {
    write: async (bytes) => {
      while (waiting.length >= roomForChunks && !failure) await change();
      if (failure) throw failure;
      waiting.push(bytes);
      changed();
    },
    end: () => {
      ended = true;
      changed();
    },
    fail: (error) => {
      failure ??= error;
      changed();
    },
    read: async function* () {
      for (;;) {
        if (failure) throw failure;
        const next = waiting.shift();
        if (next) {
          changed();
          yield next;
        } else if (ended) return;
        else await change();
      }
    },
  };
}
