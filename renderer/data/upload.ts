/** Sends a file to the core in chunks and follows what becomes of it. */
import type { ImportEvent } from '../../shared/contract/data-types.ts';

/** Well under the contract's 4 MiB, so that progress moves and a cancel is quick. */
export const chunkBytes = 1024 * 1024;

/** The calls an upload needs; the studio client has them all. */
export interface UploadCalls {
  begin(input: { name: string; bytes: number }): Promise<{ uploadId: string }>;
  chunk(input: { uploadId: string; offset: number; bytes: Blob }): Promise<unknown>;
  cancel(input: { uploadId: string }): Promise<unknown>;
  follow(input: { uploadId: string }): Promise<AsyncIterable<ImportEvent>>;
}

/**
 * Resolves with the last event: `done` or `failed`. Every event on the way goes to `onEvent`. When `signal` aborts, the
 * upload is cancelled in the core and the promise rejects with the signal's reason.
 */
export async function uploadFile(
  calls: UploadCalls,
  file: File,
  onEvent: (event: ImportEvent) => void,
  signal: AbortSignal,
): Promise<ImportEvent> {
  signal.throwIfAborted();
  const { uploadId } = await calls.begin({ name: file.name, bytes: file.size });
  const cancelled = new Promise<never>((_, reject) => {
    const cancel = (): void => {
      void calls.cancel({ uploadId }).catch(() => undefined);
      reject(signal.reason instanceof Error ? signal.reason : new Error('cancelled'));
    };
    // The person may have cancelled while the core was making the upload.
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
  const sending = send(calls, uploadId, file, signal);
  const outcome = follow(calls, uploadId, onEvent);
  // A refused file ends the stream while chunks are still on their way; their refusal says nothing new.
  const sendingFailed = sending.then(
    () => outcome,
    async (error: unknown) => {
      const settled = await Promise.race([
        outcome.catch(() => undefined),
        new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 500)),
      ]);
      if (settled) return settled;
      throw error;
    },
  );
  return Promise.race([outcome, sendingFailed, cancelled]);
}

async function send(calls: UploadCalls, uploadId: string, file: File, signal: AbortSignal): Promise<void> {
  for (let offset = 0; offset < file.size && !signal.aborted; offset += chunkBytes) {
    await calls.chunk({ uploadId, offset, bytes: file.slice(offset, offset + chunkBytes) });
  }
}

async function follow(
  calls: UploadCalls,
  uploadId: string,
  onEvent: (event: ImportEvent) => void,
): Promise<ImportEvent> {
  for await (const event of await calls.follow({ uploadId })) {
    onEvent(event);
    if (event.kind === 'done' || event.kind === 'failed') return event;
  }
  throw new Error('The import ended without a result.');
}
