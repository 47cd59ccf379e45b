/** The person's settings: one small file; a broken one counts as none. */
import { z } from 'zod';
import { readIfThere, writeDurably } from './durable-file.ts';

const settingsSchema = z.object({
  language: z.enum(['en', 'zh-Hans']).nullable(),
  theme: z.enum(['light', 'dark', 'auto']),
  keys: z.record(z.string(), z.array(z.string())).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

export interface SettingsStore {
  read(): Promise<Settings>;
  write(settings: Settings): Promise<void>;
}

const defaults: Settings = { language: null, theme: 'auto' };

export function createSettingsStore(path: string): SettingsStore {
  return {
    read: async () => {
      const text = await readIfThere(path);
      return text === undefined ? defaults : parse(text);
    },
    write: (settings) => writeDurably(path, JSON.stringify(settings)),
  };
}

function parse(text: string): Settings {
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch {
    return defaults;
  }
}
