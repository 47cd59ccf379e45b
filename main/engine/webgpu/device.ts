/** The graphics card through Dawn, Chromium's WebGPU: finding it, judging it, opening it. */
import { createRequire } from 'node:module';
import { StudioError } from '../../../shared/problem.ts';
import type { Dawn, GpuAdapter, GpuAdapterInfo, GpuDevice } from './gpu-types.ts';

const require = createRequire(import.meta.url);

/** Why WebGPU cannot be had, as `EngineReason` names it. */
export type WebgpuRefusal =
  | { readonly code: 'engine/webgpu-absent'; readonly detail: string }
  | { readonly code: 'engine/webgpu-software'; readonly adapter: string }
  | { readonly code: 'engine/webgpu-wrong'; readonly detail: string };

export interface OpenDevice {
  readonly device: GpuDevice;
  readonly info: GpuAdapterInfo;
  /** The card in words. */
  readonly name: string;
}

/** Programs that compute on the processor and call themselves a card; far slower than the other engines. */
const software = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b|\bcpu\b/i;

/** `WEFT_WEBGPU_SOFTWARE=1` lets them in: the tests run on Chromium's SwiftShader. */
const allowsSoftware = (): boolean => process.env['WEFT_WEBGPU_SOFTWARE'] === '1';

export const isSoftware = (info: GpuAdapterInfo): boolean =>
  info.isFallbackAdapter === true ||
  software.test(`${info.vendor} ${info.architecture} ${info.device} ${info.description}`);

/** Limits that our programs and tfjs' use; the card's own instead of WebGPU's small guaranteed ones. */
const wantedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

let dawn: Dawn | undefined;

/**
 * Opens the fastest adapter. A refusal, not an error, where there is none, or only a software adapter. The global
 * constants of WebGPU (`GPUBufferUsage` …) and `navigator.gpu`, which tfjs looks for, are set.
 */
export async function openDevice(): Promise<OpenDevice | WebgpuRefusal> {
  let adapter: GpuAdapter | null;
  try {
    dawn ??= startDawn();
    adapter = await dawn.requestAdapter({
      powerPreference: 'high-performance',
    });
  } catch (error) {
    return { code: 'engine/webgpu-absent', detail: firstLine(error) };
  }
  if (adapter === null) return { code: 'engine/webgpu-absent', detail: 'no adapter' };
  const { info, limits } = adapter;
  const name = adapterName(info);
  if (isSoftware(info) && !allowsSoftware()) return { code: 'engine/webgpu-software', adapter: name };
  try {
    const device = await adapter.requestDevice({
      requiredLimits: Object.fromEntries(wantedLimits.map((limit) => [limit, limits[limit]])),
    });
    return { device, info, name };
  } catch (error) {
    return { code: 'engine/webgpu-absent', detail: firstLine(error) };
  }
}

function startDawn(): Dawn {
  // CommonJS again: these are the parts used here.
  const { create, globals } = require('webgpu') as {
    readonly create: (options: readonly string[]) => Dawn;
    readonly globals: object;
  };
  Object.assign(globalThis, globals);
  const gpu = create([]);
  Object.defineProperty(globalThis.navigator, 'gpu', {
    value: gpu,
    configurable: true,
  });
  return gpu;
}

function adapterName({ description, device, vendor, architecture }: GpuAdapterInfo): string {
  const words = [vendor, architecture].filter((word) => word !== '').join(' ');
  return device !== '' && !/^0x/.test(device) ? device : description || words || 'GPU';
}

export interface DeviceWatch {
  /** Throws StudioError `engine/gpu-error` once an error was reported. */
  readonly check: () => void;
  readonly fail: (detail: string) => void;
}

/**
 * Makes a device's errors fatal. WebGPU never throws: a program that the card refuses leaves its output untouched, and
 * training would go on with wrong numbers. `check` throws from the first error on; every read and every program asks it.
 * Dawn reports an error while the faulty call runs, so that no value read afterwards can have come from it unnoticed.
 */
export function watchDevice(device: GpuDevice): DeviceWatch {
  let failure: string | undefined;
  const fail = (detail: string): void => void (failure ??= detail);
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    fail(shorten(event.error.message));
  });
  void device.lost.then(({ reason, message }) => fail(shorten(`device lost (${reason}) ${message}`)));
  return {
    fail,
    check() {
      if (failure !== undefined) throw new StudioError('engine/gpu-error', { detail: failure });
    },
  };
}

const shorten = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 300);

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}
