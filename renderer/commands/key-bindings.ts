/**
 * Which keys run which command: those of its record, unless the person has chosen others. The only place that answers this:
 * shortcuts, tooltips, menus, the palette and the sheet all ask here.
 */
import { create } from 'zustand';
import { readPreference, writePreference } from '../state/preferences.ts';
import type { Command } from './command.ts';

/** By command id; an empty list takes its keys away. */
export type ChosenKeys = Readonly<Record<string, readonly string[]>>;

export const useChosenKeys = create<{ readonly chosen: ChosenKeys }>()(() => ({
  chosen: readPreference<ChosenKeys>('keys') ?? {},
}));

export const keysOf = ({ id, keys }: Command): readonly string[] => useChosenKeys.getState().chosen[id] ?? keys ?? [];

/** Keys as another window or the last session left them; nothing is written. */
export const showChosenKeys = (chosen: ChosenKeys): void => useChosenKeys.setState({ chosen });

function choose(chosen: ChosenKeys): void {
  writePreference('keys', chosen);
  showChosenKeys(chosen);
}

/** The command that these keys run now, other than `except`. */
export const ownerOf = (commands: readonly Command[], keys: string, except: string): Command | undefined =>
  commands.find((command) => command.id !== except && keysOf(command).includes(keys));

/** Gives keys to a command, and takes them from the one that has them. An empty string leaves it without any. */
export function bindKeys(commands: readonly Command[], command: Command, keys: string): void {
  const { chosen } = useChosenKeys.getState();
  const owner = keys === '' ? undefined : ownerOf(commands, keys, command.id);
  choose({
    ...chosen,
    ...(owner ? { [owner.id]: keysOf(owner).filter((known) => known !== keys) } : {}),
    [command.id]: keys === '' ? [] : [keys],
  });
}

/** Back to the keys of the record; a command that has got one of them meanwhile keeps it. */
export function resetKeys(commands: readonly Command[], command: Command): void {
  const { [command.id]: _, ...others } = useChosenKeys.getState().chosen;
  const free = (command.keys ?? []).filter((keys) => !ownerOf(commands, keys, command.id));
  choose(free.length === (command.keys ?? []).length ? others : { ...others, [command.id]: free });
}

export const resetAllKeys = (): void => choose({});
