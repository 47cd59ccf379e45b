/** Language, theme and chosen keys are kept by this browser and, for other windows and the next start, by the core. */
import { showChosenKeys, useChosenKeys } from '../commands/key-bindings.ts';
import { client } from '../connection/client.ts';
import { currentLanguage, setLanguage } from '../ui/i18n.ts';
import { readPreference } from './preferences.ts';
import { useStudio } from './store.ts';

export type ThemeChoice = 'light' | 'dark' | 'auto';

/** The core's settings apply where this browser has no choice of its own yet. */
export async function takeStoredSettings(): Promise<void> {
  const settings = await client.app.settings().catch(() => undefined);
  if (settings?.keys && readPreference('keys') === undefined) showChosenKeys(settings.keys);
  if (settings?.language && readPreference('language') === undefined) setLanguage(settings.language);
}

/** Keeps both choices with the core; a failure changes nothing on the screen. */
export async function storeSettings(theme: ThemeChoice): Promise<void> {
  await client.app.saveSettings({ language: currentLanguage(), theme }).catch(() => undefined);
}

/** Keeps the chosen keys with the core. */
export async function storeKeys(): Promise<void> {
  const keys = Object.fromEntries(Object.entries(useChosenKeys.getState().chosen).map(([id, list]) => [id, [...list]]));
  try {
    await client.app.saveSettings({ ...(await client.app.settings()), keys });
  } catch {
    // They still hold in this browser.
  }
}

/** Which engines there are, for the device shown in the top bar. */
export async function readEngines(): Promise<void> {
  const report = await client.app.engines().catch(() => undefined);
  if (report) useStudio.getState().setEngines(report.engines);
}
