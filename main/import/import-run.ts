/** In the engine process: reads what was chosen and writes the checkpoint of the run that will stand for it. */
import { lstat, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImportedFacts, runFiles } from '../../shared/contract/engine.ts';
import { StudioError } from '../../shared/problem.ts';
import { saveCheckpoint } from '../keras-file/checkpoint.ts';
import type { KerasConfig } from '../trainer/model/config.ts';
import { importModel } from './import-model.ts';
import { importWeights } from './import-weights.ts';
import type { ModelFile } from './model-file.ts';

export interface ImportRunInput {
  /** What was chosen: names as the person knows them, and where the bytes lie. */
  readonly files: readonly { readonly name: string; readonly path: string }[];
  readonly runFolder: string;
}

export async function importRun({ files, runFolder }: ImportRunInput): Promise<ImportedFacts> {
  const { weights, optimizer, config, graph, settings, ...model } = await importModel(await readAll(files));
  await mkdir(runFolder, { recursive: true });
  await saveCheckpoint(join(runFolder, runFiles.last), { weights, optimizer, meta: { epoch: 0, step: 0, best: null } });
  return { ...model, graph, settings, model: toContract(config), notes: [...model.notes] };
}

export async function importRunWeights({
  files,
  runFolder,
  model,
}: ImportRunInput & { readonly model: KerasConfig }): Promise<void> {
  const weights = await importWeights(await readAll(files), model);
  await mkdir(runFolder, { recursive: true });
  await saveCheckpoint(join(runFolder, runFiles.last), {
    weights,
    optimizer: null,
    meta: { epoch: 0, step: 0, best: null },
  });
}

/** Plain files only: a link could lead to any other one. */
async function readAll(files: ImportRunInput['files']): Promise<ModelFile[]> {
  return Promise.all(
    files.map(async ({ name, path }) => {
      const info = await lstat(path);
      if (!info.isFile()) throw new StudioError('model/outside', { where: name });
      return { name, bytes: await readFile(path) };
    }),
  );
}

const toContract = (config: KerasConfig): ImportedFacts['model'] => ({
  module: config.module ?? 'keras',
  class_name: config.class_name,
  config: { ...config.config },
  registered_name: config.registered_name ?? null,
});
