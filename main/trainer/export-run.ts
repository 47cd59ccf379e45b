/** Writes a trained run as files that other tools load, with the recipe's fitted values beside them. */
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportFormat } from '../../shared/contract/export-formats.ts';
import { pairThreshold } from '../../shared/training/pair-threshold.ts';
import { countsEpochs } from '../../shared/training/schedules.ts';
import { type CompileConfig, compileConfig } from '../../shared/training/compile-config.ts';
import { prepareData } from '../data/prepare.ts';
import { usesWeftObjects, weftObjects, weftObjectsFile } from '../export/weft-objects.ts';
import { loadCheckpoint } from '../keras-file/checkpoint.ts';
import { trainingPlan } from './epoch-order.ts';
import { plateauStateSchema } from './training/callbacks.ts';
import { openTrainedModel, type TrainedModel, weightsFile } from './trained-model.ts';
import type { JsonRecord } from '../../shared/json.ts';

export interface ExportInput {
  readonly runFolder: string;
  readonly dataFolder: string;
  readonly format: ExportFormat;
  readonly target: string;
  readonly checkpoint?: string | undefined;
}

export async function exportRun({
  runFolder,
  dataFolder,
  format,
  target,
  checkpoint,
}: ExportInput): Promise<{ files: { name: string; bytes: number }[] }> {
  const trained = await openTrainedModel(runFolder, dataFolder, checkpoint);
  const { job, fitted, weights } = trained;
  const { optimizer, meta } = await loadCheckpoint((await weightsFile(runFolder, checkpoint)).path);
  // HDF5 is a megabyte of WebAssembly that training and predicting never need.
  const { exportModelFiles } = await import('../export/export-model.ts');
  const compile = format === 'tfjs' ? null : atRate(await compiled(trained), meta);
  const model = await exportModelFiles(format, {
    config: job.model,
    weights,
    compile: compile === null ? null : { ...compile },
    optimizer,
  });
  const own: Readonly<Record<string, string>> =
    format === 'tfjs' || !usesWeftObjects([job.model, compile]) ? {} : { [weftObjectsFile]: weftObjects };
  const contents: Readonly<Record<string, string | Uint8Array>> = {
    ...model,
    ...own,
    'recipe.json': JSON.stringify(
      {
        source: sourceName(job.source),
        recipe: job.recipe,
        fitted: { ...fitted, split: null },
        // Outputs below it are pairs of one class.
        pairThreshold: pairThreshold(job.settings),
        // Stateful models forget between series, or with 'batch' before every sample.
        stateReset: job.settings.stateReset,
      },
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

/** How the run was compiled; null where that takes data which are no longer there. */
async function compiled({ job, fitted, store, model }: TrainedModel): Promise<CompileConfig | null> {
  const { settings, source, recipe } = job;
  const outputs = model.outputs.length;
  // Only schedules and warm-up count in epochs, whose length the number of samples decides.
  const isTimeless = !countsEpochs(settings.optimizer.schedule, settings.optimizer.warmup);
  const known = settings.stepsPerEpoch ?? (isTimeless ? 1 : null);
  if (known !== null) return compileConfig(settings, { stepsPerEpoch: known, outputs });
  if (source === null) return null;
  try {
    const { train } = await prepareData({ store, source, recipe, fitted });
    const { order } = trainingPlan(train, settings, false, 1);
    return compileConfig(settings, { stepsPerEpoch: Math.ceil(order.length / settings.batchSize), outputs });
  } catch {
    return null;
  }
}

/** With the learning rate that a plateau had brought down by then, in place of the first one. */
function atRate(compile: CompileConfig | null, meta: JsonRecord): CompileConfig | null {
  const plateau = plateauStateSchema
    .nullable()
    .catch(null)
    .parse(meta['plateau'] ?? null);
  const rate = plateau?.rate ?? null;
  if (compile === null || rate === null) return compile;
  const { optimizer } = compile;
  return { ...compile, optimizer: { ...optimizer, config: { ...optimizer.config, learning_rate: rate } } };
}

/** An export names its data, it does not carry them. */
function sourceName(source: { readonly kind: string } | null): unknown {
  return source?.kind === 'inline' ? { kind: source.kind } : source;
}
