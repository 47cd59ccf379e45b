import { useStudio } from '../state/store.ts';
import { tNow, useT } from '../ui/i18n.ts';
import { useChosenKeys } from './key-bindings.ts';
import { commandOf, runCommand, shortcutOf } from './commands.ts';

interface BoundCommand {
  readonly label: string;
  readonly shortcut: string | undefined;
  readonly enabled: boolean;
  readonly run: () => void;
}

/** A command ready for a button: its name, its shortcut and whether it can run now. */
export function useCommand(id: string): BoundCommand {
  const command = commandOf(id);
  useT(); // renders again when the language changes
  useChosenKeys(); // and when keys are chosen
  const enabled = useStudio((state) => command.enabled(state));
  const label = useStudio((state) => command.label({ state, t: tNow }));
  return { label, shortcut: shortcutOf(id), enabled, run: () => runCommand(command) };
}
