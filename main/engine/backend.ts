import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import { cpus } from 'node:os';
import type { Engine, EngineLimits } from './engine.ts';
import { loadPortable, portableLimits } from './portable.ts';
import type { EngineReason } from '../../shared/contract/engine-reason.ts';
import { engineReasonText } from './reason.ts';
import { findInstalled, hasNvidiaDriver, type InstalledEngine } from './setup/installed.ts';
import { loadTensorflow, nvidiaCardName } from './tensorflow.ts';
import { loadWebgpu } from './webgpu/load.ts';

export type { Engine, EngineKind, EngineLimits, Tfjs } from './engine.ts';
export { describeEngines, type EngineReport } from './describe.ts';
export { engineReasonText } from './reason.ts';

/**
 * Loads an engine and makes its backend the current one. Never downloads or builds: setup does.
 * `auto` takes the best that is set up; a choice that cannot be met falls back, and `why` says so.
 * Throws only when even the portable engine cannot start. A process loads one flavour of TensorFlow: later calls
 * give the engine that was loaded first, or the portable one when that is asked for.
 * `limits`: instruction set and threads of an earlier process, to get the same bits; a process that has loaded TensorFlow
 * already keeps its own.
 */
export async function loadEngine(choice: EngineChoice, limits?: EngineLimits): Promise<Engine> {
  if (choice === 'portable') return portable({ code: 'engine/chosen-portable' });
  if (choice === 'webgpu') return webgpu();
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return portable({ code: 'engine/other-platform', platform: `${process.platform} ${process.arch}` });
  }
  const installed = pickInstalled(choice);
  if (installed === undefined) return portable({ code: 'engine/not-set-up' });
  try {
    return await native(installed, choice, limits);
  } catch (error) {
    return portable({ code: 'engine/load-failed', detail: firstLine(error) });
  }
}

/** The flavour to load: what was asked for, else what there is. */
function pickInstalled(choice: 'auto' | 'cpu' | 'gpu'): InstalledEngine | undefined {
  const wantsGpu = choice === 'gpu' || (choice === 'auto' && hasNvidiaDriver());
  return wantsGpu ? (findInstalled('gpu') ?? findInstalled('cpu')) : (findInstalled('cpu') ?? findInstalled('gpu'));
}

async function native(installed: InstalledEngine, choice: EngineChoice, limits?: EngineLimits): Promise<Engine> {
  // The CUDA library would take the card although the processor was asked for.
  if (choice === 'cpu' && installed.record.flavour === 'gpu') process.env['CUDA_VISIBLE_DEVICES'] = '-1';
  const loaded = await loadTensorflow(installed, limits);
  const { tf, version, onGpu, hasRecurrentKernels, instructionSet, threads } = loaded;
  const reason = nativeReason(choice, installed, onGpu);
  return {
    tf,
    kind: onGpu ? 'tensorflow-gpu' : 'tensorflow-cpu',
    device: onGpu ? (nvidiaCardName() ?? 'NVIDIA GPU') : processorName(),
    version,
    reason,
    why: engineReasonText(reason),
    hasRecurrentKernels,
    instructionSet,
    threads,
  };
}

/** The card through WebGPU; where it is refused, the best other engine, with the reason. */
async function webgpu(): Promise<Engine> {
  const loaded = await loadWebgpu();
  if (!('tf' in loaded)) return { ...(await loadEngine('auto')), reason: loaded, why: engineReasonText(loaded) };
  const reason: EngineReason = { code: 'engine/chosen-webgpu' };
  return {
    tf: loaded.tf,
    kind: 'webgpu',
    device: loaded.device,
    version: loaded.tf.version_core,
    reason,
    why: engineReasonText(reason),
    hasRecurrentKernels: true,
    instructionSet: loaded.architecture,
    threads: 1,
  };
}

function nativeReason(choice: EngineChoice, installed: InstalledEngine, onGpu: boolean): EngineReason {
  if (onGpu) return { code: 'engine/native-gpu' };
  if (choice === 'gpu') return { code: installed.record.flavour === 'gpu' ? 'engine/no-card' : 'engine/gpu-absent' };
  return { code: 'engine/native-cpu' };
}

async function portable(reason: EngineReason): Promise<Engine> {
  const tf = await loadPortable();
  return {
    tf,
    kind: 'portable',
    device: processorName(),
    version: tf.version_core,
    reason,
    why: engineReasonText(reason),
    hasRecurrentKernels: false,
    ...(await portableLimits(tf)),
  };
}

function processorName(): string {
  const list = cpus();
  return `${list[0]?.model.trim() ?? process.arch} (${list.length} threads)`;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}
