import { beforeEach, expect, test, vi } from 'vitest';
import { commands } from '../../../renderer/commands/commands.ts';
import {
  bindKeys,
  keysOf,
  ownerOf,
  resetAllKeys,
  resetKeys,
  useChosenKeys,
} from '../../../renderer/commands/key-bindings.ts';
import { isTyped, keysOfPress, matchesKeys } from '../../../renderer/commands/keys.ts';

// The list of commands reaches the page's connection, which keeps its name in the tab.
vi.hoisted(() => {
  vi.stubGlobal('sessionStorage', { getItem: () => null, removeItem: () => undefined });
  vi.stubGlobal('window', { addEventListener: () => undefined });
});

const command = (id: string) => {
  const found = commands.find((candidate) => candidate.id === id);
  if (!found) throw new Error(id);
  return found;
};
const press = (key: string, held: Partial<Record<'ctrlKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }) as KeyboardEvent; // all that is read of it

beforeEach(() => resetAllKeys());

test('no two commands have the same keys to begin with', () => {
  const all = commands.flatMap(({ keys }) => keys ?? []);
  expect(all.filter((keys, at) => all.indexOf(keys) !== at)).toEqual([]);
});

test('a press is written as records write it, and matches what it is written as', () => {
  const presses = [
    [press('k', { ctrlKey: true }), 'mod+k'],
    [press('Z', { ctrlKey: true, shiftKey: true }), 'mod+shift+z'],
    [press('F6', { shiftKey: true }), 'shift+f6'],
    [press('?', { shiftKey: true }), '?'],
    [press('+', { shiftKey: true }), 'plus'],
    [press(' '), 'space'],
    [press('ArrowDown', { altKey: true }), 'alt+arrowdown'],
  ] as const;
  for (const [event, keys] of presses) {
    expect(keysOfPress(event)).toBe(keys);
    expect(matchesKeys(event, keys)).toBe(true);
  }
  expect(keysOfPress(press('Control', { ctrlKey: true }))).toBeUndefined();
});

test('chosen keys replace those of the record, and are taken from the command that had them', () => {
  bindKeys(commands, command('layout'), 'f');
  expect(keysOf(command('layout'))).toEqual(['f']);
  expect(keysOf(command('fit'))).toEqual([]);
  expect(ownerOf(commands, 'f', 'fit')?.id).toBe('layout');
  // The other one does not get back what has another owner now.
  resetKeys(commands, command('fit'));
  expect(keysOf(command('fit'))).toEqual([]);
  resetKeys(commands, command('layout'));
  resetKeys(commands, command('fit'));
  expect(useChosenKeys.getState().chosen).toEqual({});
  expect(keysOf(command('fit'))).toEqual(['f']);
});

test('a command can be left without keys', () => {
  bindKeys(commands, command('layout'), '');
  expect(keysOf(command('layout'))).toEqual([]);
});

test('keys that are typed into fields are known', () => {
  expect(['f', '?', 'shift+a', 'delete', 'enter'].map(isTyped)).toEqual([true, true, true, true, true]);
  expect(['mod+k', 'alt+1', 'f1', 'shift+f6'].map(isTyped)).toEqual([false, false, false, false]);
});
