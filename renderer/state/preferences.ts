/** Small per-person settings of this browser or app. Storage may be denied or hold old text: then the defaults serve. */
const prefix = 'weft.';

export function readPreference<T>(name: string): T | undefined {
  try {
    const text = localStorage.getItem(prefix + name);
    return text === null ? undefined : (JSON.parse(text) as T); // written by writePreference only
  } catch {
    return undefined;
  }
}

export function writePreference(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // Private windows may refuse; the setting then lasts as long as the page.
  }
}
