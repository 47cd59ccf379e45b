/** `data.*` inside the data process: files come in as bytes; pages, types, suggestions and previews of recipes go out. */
import { randomUUID } from 'node:crypto';
import { StudioError } from '../../shared/problem.ts';
import { suggestRecipe } from '../../shared/data/suggest.ts';
import type { DatasetStore } from './dataset-store.ts';
import { previewRecipe } from './preview.ts';
import { studio } from '../handlers/studio.ts';
import { startUpload, type Upload } from './upload.ts';

/** More at a time is no person any more. */
const maxUploads = 8;
const maxChunkBytes = 4 * 1024 * 1024;
const shownSamples = 6;
/** How long the outcome of an upload is kept for a page that was away. */
const keepOutcomeMs = 10 * 60_000;

export function dataHandlers(datasets: DatasetStore) {
  const uploads = new Map<string, Upload>();
  const find = (uploadId: string): Upload => {
    const upload = uploads.get(uploadId);
    if (!upload) throw new StudioError('call/invalid', { reason: 'there is no such upload' });
    return upload;
  };
  let running = 0;
  return {
    handlers: {
      begin: studio.data.begin.handler(({ input }) => {
        if (running >= maxUploads)
          throw new StudioError('call/invalid', { reason: `${maxUploads} uploads are running already` });
        const uploadId = randomUUID();
        const upload = startUpload(datasets, input);
        uploads.set(uploadId, upload);
        running += 1;
        void upload.finished.then(() => {
          running -= 1;
          setTimeout(() => uploads.delete(uploadId), keepOutcomeMs).unref();
        });
        return { uploadId };
      }),
      chunk: studio.data.chunk.handler(async ({ input }) => {
        if (input.bytes.size > maxChunkBytes)
          throw new StudioError('call/invalid', { reason: `a chunk is at most ${maxChunkBytes} bytes` });
        await find(input.uploadId).chunk(input.offset, new Uint8Array(await input.bytes.arrayBuffer()));
        return {};
      }),
      cancel: studio.data.cancel.handler(({ input }) => {
        find(input.uploadId).cancel();
        return {};
      }),
      follow: studio.data.follow.handler(({ input, signal }) => find(input.uploadId).follow(signal)),
      list: studio.data.list.handler(() => datasets.list()),
      get: studio.data.get.handler(({ input }) => datasets.get(input.sha256)),
      page: studio.data.page.handler(({ input }) => datasets.preview(input.sha256, input)),
      setTypes: studio.data.setTypes.handler(async ({ input }) => {
        const { dataset, problems } = await datasets.setTypes(input.sha256, input.types);
        return { dataset, problems: [...problems] };
      }),
      prepare: studio.data.prepare.handler(({ input }) =>
        previewRecipe({ store: datasets, source: input.source, recipe: input.recipe, samples: shownSamples }),
      ),
      suggest: studio.data.suggest.handler(async ({ input }) => {
        const dataset = await datasets.get(input.sha256);
        if (!dataset) throw new StudioError('data/file-missing', { sha256: input.sha256.slice(0, 12) });
        const { recipe, reasons } = suggestRecipe(dataset.columns, dataset.rows);
        return { recipe, reasons: reasons.map((reason) => ({ ...reason })) };
      }),
    },
    close: async () => {
      for (const upload of uploads.values()) upload.cancel();
      await Promise.all([...uploads.values()].map((upload) => upload.finished));
      await datasets.close();
    },
  };
}
