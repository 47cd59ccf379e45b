/** Every action there is. */
import { useStudio } from '../state/store.ts';
import { tNow } from '../ui/i18n.ts';
import { tellError } from '../ui/notify.ts';
import type { Command, CommandContext } from './command.ts';
import { isTypingTarget, matchesKeys, showKeys } from './keys.ts';
import { projectCommands } from './project-commands.ts';
import { viewCommands } from './view-commands.ts';

export const commands: readonly Command[] = [...projectCommands, ...viewCommands];

const byId = new Map(commands.map((command) => [command.id, command]));

export const commandContext = (): CommandContext => ({ state: useStudio.getState(), t: tNow });

export function commandOf(id: string): Command {
  const command = byId.get(id);
  if (!command) throw new Error(`No command ${id}`);
  return command;
}

/** Runs a command if it is enabled; failures become notices. */
export function runCommand(command: Command): void {
  const context = commandContext();
  if (!command.enabled(context.state)) return;
  void Promise.resolve(command.run(context)).catch(tellError);
}

/** First shortcut of a command as the system writes it, for tooltips. */
export function shortcutOf(id: string): string | undefined {
  const keys = commandOf(id).keys?.[0];
  return keys === undefined ? undefined : showKeys(keys);
}

function commandFor(event: KeyboardEvent): Command | undefined {
  const typing = isTypingTarget(event.target);
  const { place, doc } = useStudio.getState();
  return commands.find(
    (command) =>
      (!typing || command.inFields === true) &&
      (command.scope === 'everywhere' || (doc !== null && place === 'model')) &&
      (command.keys ?? []).some((keys) => matchesKeys(event, keys)),
  );
}

/** Listens for shortcuts on the whole page; returns the way to stop. */
export function startShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const command = commandFor(event);
    if (!command) return;
    // Even a disabled one: Ctrl+S must never open the browser's own dialog.
    event.preventDefault();
    runCommand(command);
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
