/** `app.*`: what this app is, the person's settings, and the engines of this machine. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import { describeEngines } from '../engine/describe.ts';
import type { SettingsStore } from '../projects/settings-store.ts';
import { listEngines } from './engine-list.ts';
import { studio } from './studio.ts';

export interface AppDeps {
  readonly version: string;
  readonly mode: 'served' | 'electron' | 'test';
  readonly settings: SettingsStore;
  /** What the app was started with. */
  readonly engine: EngineChoice;
}

export function appHandlers({ version, mode, settings, engine }: AppDeps) {
  return {
    info: studio.app.info.handler(() => ({ version, mode, platform: process.platform })),
    settings: studio.app.settings.handler(() => settings.read()),
    saveSettings: studio.app.saveSettings.handler(async ({ input }) => {
      await settings.write({ ...(await settings.read()), ...input });
      return {};
    }),
    engines: studio.app.engines.handler(async () => {
      const { language } = await settings.read();
      return { engines: listEngines(await describeEngines(), engine, language ?? 'en') };
    }),
  };
}
