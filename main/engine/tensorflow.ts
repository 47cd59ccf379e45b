import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import util from 'node:util';
import { availableParallelism } from 'node:os';
import type { EngineLimits, Tfjs } from './engine.ts';
import { showOneCard } from './gpu/visible-card.ts';
import { registerReluGradient } from './native/relu-gradient.ts';
import type { InstalledEngine } from './setup/installed.ts';
import { offerNativeSessions } from './traced/native-session.ts';

const require = createRequire(import.meta.url);

/** What loading the native library gives. */
export interface LoadedTensorflow {
  readonly tf: Tfjs;
  readonly version: string;
  readonly onGpu: boolean;
  readonly hasRecurrentKernels: boolean;
  /** Why the recurrent kernels are absent, or null. */
  readonly kernelsProblem: string | null;
  readonly instructionSet: string;
  readonly threads: number;
}

/** What the kernels' addon exports. */
interface Kernels {
  readonly instructionSet: string;
  threads(): number;
  setThreads(count: number): number;
}

interface NodeBinding {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}

let loaded: LoadedTensorflow | undefined;

/**
 * Loads tfjs on libtensorflow through the addon that setup built, and our recurrent kernels beside it.
 * Does what `@tensorflow/tfjs-node-gpu/dist/index.js` does, except that the addon is ours: its own look-up
 * expects the files of an install script that no longer works.
 * Throws what the dynamic linker says when the library cannot be loaded. One process loads one flavour.
 */
export async function loadTensorflow(installed: InstalledEngine, limits?: EngineLimits): Promise<LoadedTensorflow> {
  if (loaded !== undefined) {
    await loaded.tf.setBackend('tensorflow');
    return loaded;
  }
  restoreRemovedUtil();
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  showOneCard(process.env);
  // oneDNN takes other ops' places op by op than in a session: without it a replayed step has the very bits of the same step
  // op by op, so that a resumed run may change between them. Our models' time is in our own kernels.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '0';
  // Each session of traced functions has threads of its own number, instead of those of the first that was made.
  process.env['TF_OVERRIDE_GLOBAL_THREADPOOL'] ??= '1';
  // Tensors from TensorFlow's own pool: glibc before 2.38 hardly ever uses freed aligned memory again, and a training of
  // large weights grew by a copy of them with every step.
  process.env['TF_CPU_ALLOCATOR_USE_BFC'] ??= '1';
  if (limits) applyLimits(limits);
  const binding = require(installed.bindingPath) as NodeBinding; // an addon has no types
  const kernels = loadKernels(installed);
  if (limits && typeof kernels !== 'string') kernels.setThreads(limits.threads);
  const tf = registerNodeBackend(binding);
  if (!(await tf.setBackend('tensorflow'))) throw new Error('tfjs refused the TensorFlow backend');
  loaded = {
    tf,
    version: binding.TF_Version,
    onGpu: binding.isUsingGpuDevice(),
    hasRecurrentKernels: typeof kernels !== 'string',
    kernelsProblem: typeof kernels === 'string' ? kernels : null,
    instructionSet: typeof kernels === 'string' ? 'library' : kernels.instructionSet,
    threads: typeof kernels === 'string' ? (limits?.threads ?? availableParallelism()) : kernels.threads(),
  };
  return loaded;
}

/** tfjs-node calls two functions of `util` that Node deprecates or lacks; it must find ours before its first require. */
export function restoreRemovedUtil(): void {
  const removed = {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  };
  for (const [name, replacement] of Object.entries(removed)) {
    Object.defineProperty(util, name, { value: replacement, configurable: true, writable: true });
  }
}

/** Both libraries read these once, when they are loaded. */
function applyLimits({ instructionSet, threads }: EngineLimits): void {
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  if (['avx512', 'avx2', 'baseline'].includes(instructionSet)) process.env['WEFT_ISA'] = instructionSet;
}

/** Loading the kernels addon registers its ops in TensorFlow; models run without them too (the text says why), more slowly. */
function loadKernels(installed: InstalledEngine): Kernels | string {
  if (process.env['WEFT_KERNELS'] === 'off') return 'WEFT_KERNELS=off turns them off';
  if (installed.kernelsPath === null) return installed.record.kernelsMissing ?? 'the built file is missing';
  try {
    const kernels = require(installed.kernelsPath) as Kernels; // our own addon
    offerNativeSessions(kernels);
    return kernels;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function registerNodeBackend(binding: NodeBinding): Tfjs {
  const root = '@tensorflow/tfjs-node-gpu/dist';
  // The packages are CommonJS without type declarations that fit; these are the parts used here.
  const tf = require('@tensorflow/tfjs') as Tfjs;
  require(`${root}/register_all_kernels`);
  const { NodeJSKernelBackend } = require(`${root}/nodejs_kernel_backend`) as {
    NodeJSKernelBackend: new (binding: NodeBinding, packageName: string) => import('@tensorflow/tfjs').KernelBackend;
  };
  const { nodeFileSystemRouter } = require(`${root}/io/file_system`) as {
    // tfjs types both kinds of router alike.
    nodeFileSystemRouter: Parameters<Tfjs['io']['registerLoadRouter']>[0];
  };
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu'), 3);
  registerReluGradient(tf);
  tf.io.registerLoadRouter(nodeFileSystemRouter);
  tf.io.registerSaveRouter(nodeFileSystemRouter);
  return tf;
}

/** The model name of the NVIDIA card that the driver lists first, or undefined. */
export function nvidiaCardName(driverFolder = '/proc/driver/nvidia/gpus'): string | undefined {
  try {
    for (const card of readdirSync(driverFolder)) {
      const name = /^Model:\s*(.+)$/m.exec(readFileSync(`${driverFolder}/${card}/information`, 'utf8'))?.[1];
      if (name !== undefined) return name.trim();
    }
  } catch {
    // No driver, or one that keeps no such list: the caller has a general name.
  }
  return undefined;
}
