/** One file on its way in: chunks arrive in order, the import reads them as they come, followers see how far it is. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ImportEvent } from '../../shared/contract/data-types.ts';
import { type Problem, StudioError } from '../../shared/problem.ts';
import type { DatasetStore } from './dataset-store.ts';
import { createChanges } from '../process/changes.ts';
import { toProblem } from '../process/errors.ts';
import { createByteQueue } from './byte-queue.ts';

export interface Upload {
  /** Resolves when the import has room for more. Throws `call/invalid` for a chunk out of order. */
  chunk(offset: number, bytes: Uint8Array): Promise<void>;
  cancel(): void;
  follow(signal?: AbortSignal): AsyncGenerator<ImportEvent>;
  readonly finished: Promise<void>;
}

/** An upload whose page went away without a word. */
const idleLimitMs = 10 * 60_000;
const progressEveryMs = 50;

export function startUpload(store: DatasetStore, file: { readonly name: string; readonly bytes: number }): Upload {
  const aborting = new AbortController();
  const queue = createByteQueue();
  const changes = createChanges();
  let received = 0;
  let provisional: ImportEvent | undefined;
  let progress: ImportEvent | undefined;
  let end: ImportEvent | undefined;
  const cancel = () => {
    aborting.abort();
    queue.fail(new StudioError('data/unreadable', { reason: 'cancelled' }, { file: file.name }));
  };
  let idle = setTimeout(cancel, idleLimitMs).unref();

  async function run(): Promise<void> {
    try {
      const result = await store.import(queue.read(), {
        name: file.name,
        bytes: file.bytes,
        signal: aborting.signal,
        onProgress: (now) => {
          progress = { kind: 'progress', ...now };
          changes.notify();
        },
        onProvisional: ({ columns, page }) => {
          provisional = { kind: 'provisional', columns: columns.map(({ name, type }) => ({ name, type })), page };
          changes.notify();
        },
      });
      end = result.ok ? { kind: 'done', dataset: result.value } : failure(result.problem);
    } catch (error) {
      end = failure([aborting.signal.aborted ? cancelled(file.name) : toProblem(error)]);
    } finally {
      clearTimeout(idle);
      // Chunks that are still on their way must not wait for a reader that is gone.
      queue.fail(new StudioError('data/unreadable', { reason: 'the import has ended' }, { file: file.name }));
      changes.notify();
    }
  }
  if (file.bytes === 0) queue.end();
  const finished = run();

  return {
    finished,
    cancel,
    chunk: async (offset, bytes) => {
      if (offset !== received || offset + bytes.length > file.bytes) {
        throw new StudioError('call/invalid', {
          reason: `expected a chunk at ${received} of ${file.bytes} bytes, received one at ${offset}`,
        });
      }
      clearTimeout(idle);
      idle = setTimeout(cancel, idleLimitMs).unref();
      received += bytes.length;
      // An import that has ended takes no more; `follow` tells how it ended.
      await queue.write(bytes).catch(() => {});
      if (received === file.bytes) queue.end();
    },
    follow: async function* (signal) {
      let shown: ImportEvent | undefined;
      let told: ImportEvent | undefined;
      while (!signal?.aborted) {
        const seen = changes.version;
        if (provisional && shown !== provisional) {
          shown = provisional;
          yield provisional;
        }
        if (end) {
          yield end;
          return;
        }
        if (progress && told !== progress) {
          told = progress;
          yield progress;
        }
        await changes.after(seen, signal);
        if (!end) await wait(progressEveryMs);
      }
    },
  };
}

const failure = (problems: readonly Problem[]): ImportEvent => ({ kind: 'failed', problems: [...problems] });
const cancelled = (file: string): Problem =>
  new StudioError('data/unreadable', { reason: 'cancelled' }, { file, severity: 'note' }).problem;
