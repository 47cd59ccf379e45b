/**
 * Addons that were built before: a package brings them, so that its user needs no compiler. One build for each system
 * serves Node and Electron alike (Node-API), and the libraries for the processor and for a card.
 */
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { builtPath, isBuilt, type AddonTarget } from './compile.ts';
import { tensorflowVersion } from './installed.ts';

/** What stands in `prebuilt.json` beside the addons. */
export interface PrebuiltRecord {
  /** The release that they were built against. */
  readonly tensorflow: string;
  readonly platform: string;
  readonly arch: string;
  readonly addons: readonly AddonTarget[];
}

export interface Prebuilt {
  readonly folder: string;
  readonly addons: readonly AddonTarget[];
}

const repository = join(import.meta.dirname, '..', '..', '..');

/** Where the addons for this system lie inside a folder of prebuilt ones. */
export function prebuiltFolder(parent = join(repository, 'build', 'prebuilt')): string {
  return join(parent, `${process.platform}-${process.arch}`);
}

/** The prebuilt addons for this system and our TensorFlow, of the package or of this repository; `WEFT_PREBUILT` names another folder. */
export function findPrebuilt(): Prebuilt | undefined {
  const chosen = process.env['WEFT_PREBUILT'];
  // Electron adds it.
  const { resourcesPath } = process as { readonly resourcesPath?: string };
  const folders =
    chosen !== undefined && chosen !== ''
      ? [prebuiltFolder(chosen)]
      : [...(resourcesPath === undefined ? [] : [prebuiltFolder(join(resourcesPath, 'prebuilt'))]), prebuiltFolder()];
  for (const folder of folders) {
    const record = readRecord(join(folder, 'prebuilt.json'));
    if (record?.tensorflow !== tensorflowVersion) continue;
    if (record.platform !== process.platform || record.arch !== process.arch) continue;
    return { folder, addons: record.addons.filter((addon) => existsSync(join(folder, fileOf(addon)))) };
  }
  return undefined;
}

/** Whether an addon of that very source is among the prebuilt ones. */
export function isPrebuilt(prebuilt: Prebuilt | undefined, { name, hash }: AddonTarget): boolean {
  return prebuilt?.addons.some((addon) => addon.name === name && addon.hash === hash) === true;
}

/** Puts a prebuilt addon where setup would have compiled it, unless one is there. False when there is none of that source. */
export async function takePrebuilt(
  prebuilt: Prebuilt | undefined,
  addon: AddonTarget,
  folder: string,
): Promise<boolean> {
  if (isBuilt(addon, folder)) return true;
  if (prebuilt === undefined || !isPrebuilt(prebuilt, addon)) return false;
  await place(join(prebuilt.folder, fileOf(addon)), join(folder, builtPath(addon)));
  return true;
}

/** The record of addons that were built here. */
export function recordOf(addons: readonly AddonTarget[]): PrebuiltRecord {
  const { platform, arch } = process;
  return {
    tensorflow: tensorflowVersion,
    platform,
    arch,
    addons: addons.map(({ name, hash }) => ({ name, hash })),
  };
}

/** The file of an addon in a folder of prebuilt ones. */
export function fileOf({ name, hash }: AddonTarget): string {
  return `${name}-${hash}.node`;
}

/** Copies under another name first: nobody may load half a file. */
export async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const part = `${to}.part-${process.pid}`;
  try {
    await copyFile(from, part);
    await rename(part, to);
  } finally {
    await rm(part, { force: true });
  }
}

function readRecord(path: string): PrebuiltRecord | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PrebuiltRecord; // written by build/scripts/prebuild.ts alone
  } catch {
    return undefined;
  }
}
