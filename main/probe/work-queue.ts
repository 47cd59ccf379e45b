/** Work that is done one piece at a time, shared by those who ask for the same, and ended when nobody waits for it. */

export interface WorkQueue {
  /**
   * The result of the piece called `key`: of one that waits or is under way, else of `work`, which begins when all before it
   * are done. Rejects with the reason of `signal` as soon as it aborts; the piece itself ends when its last asker has gone.
   */
  add<T>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Ends every piece but this one; whoever waits for them is rejected with a WorkEnded. */
  endOthers(key: string): void;
  /** Ends everything; resolves when the last piece has come to its end. */
  close(): Promise<void>;
}

/** The piece was ended in favour of another. */
export class WorkEnded extends Error {
  override readonly name = 'WorkEnded';
}

interface Piece {
  readonly controller: AbortController;
  readonly result: Promise<unknown>;
  askers: number;
}

export function createWorkQueue(): WorkQueue {
  const pieces = new Map<string, Piece>();
  let last: Promise<unknown> = Promise.resolve();

  function begin(key: string, work: (signal: AbortSignal) => Promise<unknown>): Piece {
    const controller = new AbortController();
    const result = last.then(() => {
      controller.signal.throwIfAborted();
      return work(controller.signal);
    });
    const piece: Piece = { controller, result, askers: 0 };
    pieces.set(key, piece);
    const gone = (): void => {
      if (pieces.get(key) === piece) pieces.delete(key);
    };
    last = result.then(gone, gone);
    return piece;
  }

  function end(key: string, piece: Piece): void {
    pieces.delete(key);
    piece.controller.abort(new WorkEnded(key));
  }

  return {
    add: <T>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
      if (signal.aborted) return Promise.reject(signal.reason);
      const piece = pieces.get(key) ?? begin(key, work);
      piece.askers += 1;
      return new Promise<T>((resolve, reject) => {
        const leave = (): void => {
          reject(signal.reason);
          piece.askers -= 1;
          if (piece.askers === 0) end(key, piece);
        };
        signal.addEventListener('abort', leave, { once: true });
        piece.controller.signal.addEventListener('abort', () => reject(piece.controller.signal.reason), { once: true });
        const done = (): void => signal.removeEventListener('abort', leave);
        // Pieces of one key have one kind of result.
        piece.result.then(
          (value) => (done(), resolve(value as T)),
          (error: unknown) => (done(), reject(error)),
        );
      });
    },
    endOthers: (key) => {
      for (const [other, piece] of [...pieces]) if (other !== key) end(other, piece);
    },
    close: async () => {
      for (const [key, piece] of [...pieces]) end(key, piece);
      await last;
    },
  };
}
