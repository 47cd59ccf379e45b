/** A graphics card made of software: the SwiftShader that comes with Chromium, for tests of the WebGPU engine. */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants } from 'node:os';
import { chromium } from '@playwright/test';
import { newFolder } from '../../support/folders.ts';

/** The folder of a Chromium with SwiftShader and a Vulkan loader, or undefined. */
function findFolder(): string | undefined {
  const chosen = process.env['WEFT_CHROMIUM'];
  const folders = [
    ...(chosen === undefined || chosen === '' ? [] : [dirname(chosen)]),
    dirname(chromium.executablePath()),
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    '/usr/lib64/chromium-browser',
    '/opt/google/chrome',
  ];
  return folders.find((folder) =>
    ['libvk_swiftshader.so', 'libvulkan.so.1'].every((file) => existsSync(join(folder, file))),
  );
}

const folder = process.platform === 'linux' && process.arch === 'x64' ? findFolder() : undefined;

export const hasSoftwareVulkan = folder !== undefined;

/** The name of a test, or why it is skipped. */
export const needsVulkan = (name: string): string => (hasSoftwareVulkan ? name : `${name} SKIPPED: no software Vulkan`);

/** What a child process needs in its environment to find the software card, and to be let in with it. */
export function vulkanEnvironment(): Readonly<Record<string, string>> {
  if (folder === undefined) return {};
  return { VK_ICD_FILENAMES: driverFile(folder), LD_LIBRARY_PATH: folder };
}

/** Makes this process see the software card; the engine still refuses it without `WEFT_WEBGPU_SOFTWARE`. */
export function useSoftwareVulkan(): void {
  if (folder === undefined) return;
  process.env['VK_ICD_FILENAMES'] = driverFile(folder);
  // The dynamic linker read its path when the process began. Loaded once under its name, the loader is found by it.
  const keepLoaded = 0x1000;
  try {
    process.dlopen({ exports: {} }, join(folder, 'libvulkan.so.1'), constants.dlopen.RTLD_NOW | keepLoaded);
  } catch {
    // It is no addon, which Node says after having loaded it.
  }
}

function driverFile(from: string): string {
  const there = join(from, 'vk_swiftshader_icd.json');
  if (existsSync(there)) return there;
  const made = join(newFolder(), 'driver.json');
  const library = join(from, 'libvk_swiftshader.so');
  writeFileSync(
    made,
    JSON.stringify({
      file_format_version: '1.0.0',
      ICD: { library_path: library, api_version: '1.1.0' },
    }),
  );
  return made;
}
