/** `export.*`: a trained model as one zip, with the recipe and its fitted values beside it. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AsyncZippableFile, zip } from 'fflate';
import { type ExportFormat, isPythonFormat } from '../../shared/contract/export-formats.ts';
import type { RunId } from '../../shared/ids.ts';
import { readBytes } from '../runs/run-folder.ts';
import { exportReadme } from './export-readme.ts';
import { predictScript } from './predict-script.ts';
import { studio } from './studio.ts';
import { type UseDeps, usableRun } from './use.ts';

interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function exportHandlers(deps: UseDeps) {
  return {
    model: studio.export.model.handler(async ({ input }) => {
      const { run, doc } = deps.runs.get(input.runId);
      const files = await exportedFiles(deps, input.runId, input.format, input.checkpoint);
      const packed = await pack(files);
      return {
        name: `${fileName(doc.name)}-run-${run.number}-${input.format}.zip`,
        file: new Blob([packed], { type: 'application/zip' }),
        files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
      };
    }),
  };
}

/** The engine's files of the format (model, and the recipe with its fitted values) and a text that explains them. */
async function exportedFiles(
  deps: UseDeps,
  runId: RunId,
  format: ExportFormat,
  checkpoint?: string,
): Promise<ExportedFile[]> {
  const { run, runFolder, engine } = await usableRun(deps.runs, runId);
  const target = await mkdtemp(join(tmpdir(), 'weft-export-'));
  try {
    await deps.models.use(engine, (client) =>
      client.exportModel({ runFolder, dataFolder: deps.dataFolder, format, target, checkpoint }),
    );
    const files = await Promise.all(
      (await readdir(target)).sort().map(async (name) => ({ name, bytes: await readBytes(join(target, name)) })),
    );
    return [
      ...files,
      ...(isPythonFormat(format) ? [{ name: 'predict.py', bytes: utf8(predictScript) }] : []),
      {
        name: 'README.txt',
        bytes: utf8(
          exportReadme(
            format,
            deps.runs.get(runId).doc.name,
            run.number,
            files.map(({ name }) => name),
          ),
        ),
      },
    ];
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function pack(files: readonly ExportedFile[]): Promise<Uint8Array<ArrayBuffer>> {
  // Weights do not shrink; a `.keras` file is a zip already.
  const entries = files.map(({ name, bytes }): [string, AsyncZippableFile] => [
    name,
    [bytes, { level: /\.(json|txt)$/.test(name) ? 6 : 0 }],
  ]);
  return new Promise((resolve, reject) => {
    zip(Object.fromEntries(entries), (error, packed) => (error ? reject(error) : resolve(new Uint8Array(packed))));
  });
}

const fileName = (name: string): string =>
  name
    .replace(/[^\p{L}\p{N} ._-]/gu, '-')
    .trim()
    .slice(0, 60) || 'model';
