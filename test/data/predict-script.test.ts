import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TemplateId } from '../../shared/templates/index.ts';
import { kerasPython } from '../keras/keras-judge.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import { importBytes, openTemplate, train } from '../systems/train-template.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);

/** Answers of the export's own program for a file, in real Keras: one line a sample, without its name. */
async function answersInKeras(
  studio: Studio,
  runId: Parameters<Studio['client']['run']['get']>[0]['runId'],
  csv: string,
) {
  const folder = temporaryFolder();
  const { file } = await studio.client.export.model({ runId, format: 'keras' });
  for (const [name, bytes] of Object.entries(unzipSync(new Uint8Array(await file.arrayBuffer()))))
    writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, 'new.csv'), csv);
  const { stdout } = await run(kerasPython ?? 'python3', ['predict.py', 'new.csv'], {
    cwd: folder,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', KERAS_BACKEND: 'tensorflow', CUDA_VISIBLE_DEVICES: '' },
  });
  return stdout
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(',').slice(1));
}

describe.skipIf(!kerasPython)(
  `the exported program prepares as the app does${kerasPython ? '' : ' SKIPPED: no Keras'}`,
  () => {
    let studio: Studio;
    beforeAll(async () => {
      studio = await startStudio();
    });
    afterAll(() => studio.close());

    test.each(['fastText', 'irnn', 'reluSelu', 'siamese'] as const satisfies readonly TemplateId[])(
      '%s',
      async (template) => {
        const doc = await openTemplate(studio, template);
        const { source } = doc.data;
        if (source?.kind !== 'inline') throw new Error('The template carries its table.');
        const csv = `${source.content.split('\n').slice(0, 25).join('\n')}\n`;
        const epochs = template === 'fastText' ? 4 : 2;
        const { runId } = await train(studio, { ...doc, training: { ...doc.training, epochs } });
        const bytes = new TextEncoder().encode(csv);
        const file = await importBytes(studio, 'new.csv', bytes);
        if (file.kind !== 'table') throw new Error('The file is a table.');
        const here = await studio.client.use.predict({
          runId,
          request: { kind: 'file', sha256: file.file.sha256, offset: 0, limit: 100 },
        });
        const column = here.columns.findIndex(({ role }) => role === 'prediction');
        const there = await answersInKeras(studio, runId, csv);
        expect(there).toHaveLength(template === 'siamese' ? 12 : 24);
        expect(there.map(([answer]) => answer)).toEqual(here.rows.map((row) => String(row[column])));
      },
      180_000,
    );
  },
);
