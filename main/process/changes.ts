/** Something changed: streams that read the current state themselves wait on it, so that none of them needs a queue. */

export interface Changes {
  readonly version: number;
  notify(): void;
  /** Resolves as soon as `version` is newer than `seen`, or when `signal` aborts. */
  after(seen: number, signal?: AbortSignal): Promise<void>;
}

export function createChanges(): Changes {
  let version = 0;
  const waiting = new Set<() => void>();
  return {
    get version() {
      return version;
    },
    notify: () => {
      version += 1;
      for (const wake of waiting) wake();
      waiting.clear();
    },
    after: (seen, signal) => {
      if (version > seen || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal?.addEventListener('abort', wake, { once: true });
      });
    },
  };
}
