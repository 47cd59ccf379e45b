/** Shortcuts as text: matching a key press, and showing it the way the system writes it. */
const isMac = navigator.platform.startsWith('Mac');

/** Whether a key press is the shortcut `keys`, such as `mod+shift+z`, `delete` or `c`. */
export function matchesKeys(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const otherMod = isMac ? event.ctrlKey : event.metaKey;
  if (mod !== parts.includes('mod') || otherMod || event.altKey !== parts.includes('alt')) return false;
  const pressed = event.key === ' ' ? 'space' : event.key.toLowerCase();
  // `?`, `+` and the like need Shift on many keyboards; only for letters and named keys does Shift make another shortcut.
  const shiftMatters = /^[a-z]$|^.{2,}$/.test(key);
  if (shiftMatters && event.shiftKey !== parts.includes('shift')) return false;
  return pressed === (key === 'plus' ? '+' : key);
}

const names: Readonly<Record<string, string>> = {
  mod: isMac ? '⌘' : 'Ctrl',
  shift: isMac ? '⇧' : 'Shift',
  alt: isMac ? '⌥' : 'Alt',
  delete: 'Del',
  backspace: 'Backspace',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  enter: 'Enter',
  escape: 'Esc',
  plus: '+',
};

export function showKeys(keys: string): string {
  return keys
    .split('+')
    .map((part) => names[part] ?? part.toUpperCase())
    .join(isMac ? '' : '+');
}

/** A field that takes typing keeps its keys to itself. */
export function isTypingTarget(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}
