/** A user action, once: menu, keys, palette, shortcut sheet and tests read the same record. */
import type { TFunction } from 'i18next';
import type { Studio } from '../state/store.ts';

export const commandGroups = ['project', 'edit', 'canvas', 'view', 'go', 'help'] as const;
export type CommandGroup = (typeof commandGroups)[number];

export interface CommandContext {
  readonly state: Studio;
  readonly t: TFunction;
}

export interface Command {
  readonly id: string;
  /** Catalogue key `command.<id>`; undo and redo name the step they concern. */
  readonly label: (context: CommandContext) => string;
  readonly group: CommandGroup;
  /** `mod` is Ctrl, on a Mac ⌘: `mod+shift+z`. */
  readonly keys?: readonly string[];
  /** Where the keys work: everywhere, or on the canvas and its outline only. */
  readonly scope: 'everywhere' | 'model';
  /** The browser itself answers these keys with an event (copy, cut, paste): they are only shown. */
  readonly native?: boolean;
  /** Also while a text field has the focus. */
  readonly inFields?: boolean;
  enabled(state: Studio): boolean;
  run(context: CommandContext): void | Promise<void>;
}

export type CommandSpec = Omit<Command, 'label' | 'scope' | 'enabled'> &
  Partial<Pick<Command, 'label' | 'scope' | 'enabled'>>;

export function defineCommand(spec: CommandSpec): Command {
  return { label: ({ t }) => t(`command.${spec.id}`), scope: 'everywhere', enabled: () => true, ...spec };
}

export const projectOpen = (state: Studio): boolean => state.doc !== null;
export const editable = (state: Studio): boolean => state.doc !== null && state.writable;
