/** Writes a trained run as files that other tools load, with the recipe's fitted values beside them. */
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTrainedModel } from './trained-model.ts';

export interface ExportInput {
  readonly runFolder: string;
  readonly dataFolder: string;
  readonly format: 'keras' | 'tfjs';
  readonly target: string;
}

export async function exportRun({
  runFolder,
  dataFolder,
  format,
  target,
}: ExportInput): Promise<{ files: { name: string; bytes: number }[] }> {
  const { job, fitted, weights } = await openTrainedModel(runFolder, dataFolder);
  // HDF5 is a megabyte of WebAssembly that training and predicting never need.
  const { exportModelFiles } = await import('../export/export-model.ts');
  const model = await exportModelFiles(format, { config: job.model, weights });
  const contents: Readonly<Record<string, string | Uint8Array>> = {
    ...model,
    'recipe.json': JSON.stringify(
      { source: sourceName(job.source), recipe: job.recipe, fitted: { ...fitted, split: null } },
      null,
      2,
    ),
  };
  const files: { name: string; bytes: number }[] = [];
  for (const [name, content] of Object.entries(contents)) {
    await writeFile(join(target, name), content);
    files.push({ name, bytes: (await stat(join(target, name))).size });
  }
  return { files };
}

/** An export names its data, it does not carry them. */
function sourceName(source: { readonly kind: string }): unknown {
  return source.kind === 'inline' ? { kind: source.kind } : source;
}
