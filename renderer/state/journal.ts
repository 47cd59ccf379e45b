/** When unsaved work is sent to the core: soon after an edit, once for many, and again when it could not be kept. */

export interface Journal<Doc> {
  /** An edit was made. */
  changed(): void;
  /** Sends what is unsaved now; resolves when it is kept or has failed. */
  flush(): Promise<void>;
  /** What the core has by now; null: nobody knows. */
  setKept(doc: Doc | null): void;
}

export interface JournalOptions<Doc> {
  /** The document that is not on disk, null when there is none or it cannot be sent. */
  readonly unsaved: () => Doc | null;
  readonly send: (doc: Doc) => Promise<unknown>;
  readonly delayMs: number;
  readonly retryMs: number;
  /** Called after each attempt: with what went wrong, or null. */
  readonly tell: (error: unknown) => void;
}

/** The delay runs from the first edit on, so that somebody who never pauses is kept as well. */
export function createJournal<Doc>({ unsaved, send, delayMs, retryMs, tell }: JournalOptions<Doc>): Journal<Doc> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept: Doc | null = null;

  const later = (ms: number): void => {
    timer ??= setTimeout(() => void flush(), ms);
  };
  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const doc = unsaved();
    if (doc === null || doc === kept) return;
    kept = doc;
    try {
      await send(doc);
      tell(null);
    } catch (error) {
      if (kept === doc) kept = null;
      tell(error);
      later(retryMs);
    }
  }
  return {
    changed: () => later(delayMs),
    flush,
    setKept: (doc) => {
      kept = doc;
    },
  };
}
