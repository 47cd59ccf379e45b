import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import envPaths from 'env-paths';

/** The TensorFlow release whose library and headers the native engine is built on. */
export const tensorflowVersion = '2.21.0';

/** Which build of the library: for the processor, or with CUDA for an NVIDIA card. */
export type Flavour = 'cpu' | 'gpu';

/** What setup leaves behind once a library is unpacked and the addon is built; all paths are relative to its folder. */
export interface InstalledRecord {
  readonly flavour: Flavour;
  readonly tensorflow: string;
  readonly wheels: readonly { readonly name: string; readonly sha256: string }[];
  readonly binding: string;
  readonly bindingHash: string;
  /** Null when the recurrent kernels were not built; `kernelsMissing` then says why. */
  readonly kernels: string | null;
  readonly kernelsHash: string;
  readonly kernelsMissing: string | null;
}

/** A native engine that is ready to load. */
export interface InstalledEngine {
  readonly folder: string;
  readonly record: InstalledRecord;
  readonly bindingPath: string;
  readonly kernelsPath: string | null;
}

/** The folder that holds everything setup fetched or built; `WEFT_ENGINE_DIR` overrides the user's cache folder. */
export function engineHome(): string {
  const chosen = process.env['WEFT_ENGINE_DIR'];
  return chosen !== undefined && chosen !== '' ? chosen : join(envPaths('weft-studio', { suffix: '' }).cache, 'engine');
}

/** The folder of one flavour; its name carries the version, so that another release never meets old files. */
export function flavourFolder(flavour: Flavour, home = engineHome()): string {
  return join(home, `tf-${tensorflowVersion}-${flavour}`);
}

/** Reads what setup recorded, or undefined when this flavour is not there, unfinished or damaged. */
export function findInstalled(flavour: Flavour, home = engineHome()): InstalledEngine | undefined {
  const folder = flavourFolder(flavour, home);
  const record = readRecord(join(folder, 'engine.json'));
  if (record === undefined) return undefined;
  const bindingPath = join(folder, record.binding);
  if (!existsSync(bindingPath)) return undefined;
  const kernelsPath = record.kernels === null ? null : join(folder, record.kernels);
  return {
    folder,
    record,
    bindingPath,
    kernelsPath: kernelsPath !== null && existsSync(kernelsPath) ? kernelsPath : null,
  };
}

function readRecord(path: string): InstalledRecord | undefined {
  try {
    // Written by setup alone, by renaming a complete file; a broken one means "not installed".
    return JSON.parse(readFileSync(path, 'utf8')) as InstalledRecord;
  } catch {
    return undefined;
  }
}

/** True when an NVIDIA driver answers on this machine; TensorFlow's own search for devices has the last word. */
export function hasNvidiaDriver(): boolean {
  if (process.platform !== 'linux') return false;
  return existsSync('/proc/driver/nvidia/version') || existsSync('/dev/nvidiactl') || existsSync('/dev/dxg');
}
