/** Shortcuts as text: matching a key press, and showing it the way the system writes it. */
const isMac = navigator.platform.startsWith('Mac');

/** `?`, `+` and the like need Shift on many keyboards; only for letters and named keys does Shift make another shortcut. */
const distinguishesShift = (key: string): boolean => key !== 'plus' && /^[a-z]$|^.{2,}$/.test(key);

/** Whether a key press is the shortcut `keys`, such as `mod+shift+z`, `delete` or `c`. */
export function matchesKeys(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const otherMod = isMac ? event.ctrlKey : event.metaKey;
  if (mod !== parts.includes('mod') || otherMod || event.altKey !== parts.includes('alt')) return false;
  const pressed = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const shiftMatters = distinguishesShift(key);
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
  space: 'Space',
  home: 'Home',
  end: 'End',
  pageup: 'Page Up',
  pagedown: 'Page Down',
  insert: 'Ins',
};

export function showKeys(keys: string): string {
  return keys
    .split('+')
    .map((part) => names[part] ?? part.toUpperCase())
    .join(isMac ? '' : '+');
}

/** Keys that only change others, or that the page needs for itself. */
const notAlone = new Set(['control', 'shift', 'alt', 'meta', 'altgraph', 'tab', 'dead', 'process', 'unidentified']);

/** The shortcut that a key press stands for, as records write it; undefined while only Ctrl and the like are held. */
export function keysOfPress(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string | undefined {
  const key = event.key === ' ' ? 'space' : event.key === '+' ? 'plus' : event.key.toLowerCase();
  if (notAlone.has(key)) return undefined;
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const shiftMatters = distinguishesShift(key);
  return [
    ...(mod ? ['mod'] : []),
    ...(event.altKey ? ['alt'] : []),
    ...(event.shiftKey && shiftMatters ? ['shift'] : []),
    key,
  ].join('+');
}

/** Keys that would also be typed into a field: only for commands that do not work there. */
export const isTyped = (keys: string): boolean => !/^(mod|alt)\+|^(shift\+)?f\d+$/.test(keys);

/** A field that takes typing keeps its keys to itself. */
export function isTypingTarget(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}
