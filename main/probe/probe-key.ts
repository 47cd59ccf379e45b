/** What the time of a step depends on: the job without what only its length or its figures depend on, and the machine. */
import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import type { Job } from '../../shared/contract/engine.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import { findInstalled } from '../engine/setup/installed.ts';
import type { EngineReport } from '../engine/describe.ts';
import { physicalCores } from './processors.ts';
import { probeRecordVersion } from './probe-record.ts';

/** Settings that change no step. */
const unrelated: ReadonlySet<string> = new Set<keyof TrainingSettings>([
  'epochs',
  'seed',
  'keepBest',
  'earlyStopping',
  'reduceOnPlateau',
  'checkpoints',
  'stopOnNan',
]);

function stepSettings(settings: TrainingSettings): Readonly<Record<string, unknown>> {
  const related = Object.entries(settings).filter(([name]) => !unrelated.has(name));
  return { ...Object.fromEntries(related), validation: { ...settings.validation, everyEpochs: 1 } };
}

/** Environment that decides how fast the engine is. */
const variables = ['WEFT_ISA', 'TF_NUM_INTRAOP_THREADS', 'TF_ENABLE_ONEDNN_OPTS'];

/** 64 hexadecimal digits: equal for jobs whose steps take equally long on this machine. */
export function probeKey({ model, settings, source, recipe, engine }: Job, machine: object): string {
  const job = { model, settings: stepSettings(settings), source, recipe, engine };
  return createHash('sha256')
    .update(JSON.stringify([probeRecordVersion, job, machine]))
    .digest('hex');
}

/** The processor, and the engines with the hashes of what was built. */
export function machineFacts(report: EngineReport): object {
  return {
    node: process.versions.node,
    processor: cpus()[0]?.model ?? process.arch,
    cores: physicalCores(),
    engines: report.engines.map(({ kind, ready, version: library, device }) => [kind, ready, library, device]),
    built: (['cpu', 'gpu'] as const).map((flavour) => {
      const record = findInstalled(flavour)?.record;
      return [record?.bindingHash ?? '', record?.kernelsHash ?? ''];
    }),
    variables: variables.map((name) => process.env[name] ?? ''),
  };
}
