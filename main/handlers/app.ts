/** `app.*`: what this app is, the person's settings, and the engines of this machine. */
import { describeEngines } from '../engine/describe.ts';
import type { SettingsStore } from '../projects/settings-store.ts';
import { studio } from './studio.ts';

export interface AppDeps {
  readonly version: string;
  readonly mode: 'served' | 'electron' | 'test';
  readonly settings: SettingsStore;
}

export function appHandlers({ version, mode, settings }: AppDeps) {
  return {
    info: studio.app.info.handler(() => ({ version, mode, platform: process.platform })),
    settings: studio.app.settings.handler(() => settings.read()),
    saveSettings: studio.app.saveSettings.handler(async ({ input }) => {
      await settings.write(input);
      return {};
    }),
    engines: studio.app.engines.handler(async () => {
      const report = await describeEngines();
      return {
        engines: report.engines.map(({ kind, ready, version: engineVersion, device, missing }) => ({
          kind,
          available: ready,
          chosen: kind === report.preferred,
          version: engineVersion,
          device,
          why: missing.join('; '),
        })),
      };
    }),
  };
}
