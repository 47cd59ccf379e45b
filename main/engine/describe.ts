import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { engineHome, findInstalled, hasNvidiaDriver, tensorflowVersion, type Flavour } from './setup/installed.ts';
import { packageVersion } from '../process/package-version.ts';
import { nvidiaCardName } from './tensorflow.ts';
import type { EngineKind } from './engine.ts';

/** One engine as the report lists it. */
export interface EngineState {
  readonly kind: EngineKind;
  readonly ready: boolean;
  readonly version: string;
  readonly device: string;
  readonly hasRecurrentKernels: boolean;
  /** What is missing, in words; empty when nothing is. */
  readonly missing: readonly string[];
}

/** What this machine can compute with. */
export interface EngineReport {
  readonly home: string;
  readonly node: string;
  readonly preferred: EngineKind;
  readonly engines: readonly EngineState[];
}

/** Lists engines, devices, versions and what is missing, without loading a library: it is quick and cannot crash. */
export async function describeEngines(): Promise<EngineReport> {
  const engines = [nativeState('gpu'), nativeState('cpu'), portableState(), webgpuState()];
  return {
    home: engineHome(),
    node: process.versions.node,
    preferred: engines.find((engine) => engine.ready)?.kind ?? 'portable',
    engines,
  };
}

function nativeState(flavour: Flavour): EngineState {
  const installed = findInstalled(flavour);
  const missing: string[] = [];
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    missing.push(`the native engine is made for Linux on x64 so far; this is ${process.platform} ${process.arch}`);
  } else if (installed === undefined) {
    missing.push(
      `TensorFlow ${tensorflowVersion} (${flavour}) is not set up: run "npm run weft -- engine setup --engine ${flavour}"`,
    );
  }
  if (flavour === 'gpu' && !hasNvidiaDriver()) missing.push('no NVIDIA driver was found on this machine');
  const kernels = installed !== undefined && installed.kernelsPath !== null;
  const ready = missing.length === 0;
  // A card runs recurrent layers through cuDNN, whether our kernels are built or not.
  if (installed !== undefined && !kernels && flavour === 'cpu') {
    missing.push(
      `our recurrent kernels are not built (${installed.record.kernelsMissing ?? 'the file is missing'}); TensorFlow's own LSTM op is used`,
    );
  }
  return {
    kind: flavour === 'gpu' ? 'tensorflow-gpu' : 'tensorflow-cpu',
    ready,
    version: installed?.record.tensorflow ?? tensorflowVersion,
    device: flavour === 'gpu' ? (nvidiaCardName() ?? 'none') : processor(),
    hasRecurrentKernels: kernels,
    missing,
  };
}

function portableState(): EngineState {
  const require = createRequire(import.meta.url);
  const version = packageVersion(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  return { kind: 'portable', ready: true, version, device: processor(), hasRecurrentKernels: false, missing: [] };
}

/** Never preferred. Which card it finds is known when a run asks for it: opening cards here could take the app down. */
function webgpuState(): EngineState {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('webgpu'));
  const machine = process.platform === 'darwin' ? 'darwin-universal' : `${process.platform}-${process.arch}`;
  const ready = existsSync(join(folder, 'dist', machine, 'dawn.node'));
  const version = packageVersion(join(folder, 'package.json'));
  return {
    kind: 'webgpu',
    ready,
    version,
    device: ready ? 'found when it is asked for' : 'none',
    hasRecurrentKernels: true,
    missing: ready ? [] : [`WebGPU has no build for ${process.platform} ${process.arch}`],
  };
}

function processor(): string {
  return cpus()[0]?.model.trim() ?? process.arch;
}
