/** Every action there is. */
import { useStudio } from '../state/store.ts';
import { tNow } from '../ui/i18n.ts';
import { costCommands } from '../cost/cost-commands.ts';
import { flowCommands } from '../flow/flow-commands.ts';
import { tellError } from '../ui/notify.ts';
import type { Command, CommandContext } from './command.ts';
import { keysOf } from './key-bindings.ts';
import { isTypingTarget, matchesKeys, showKeys } from './keys.ts';
import { handsCommands } from './hands-commands.ts';
import { modelCommands } from './model-commands.ts';
import { summaryCommands } from '../summary/summary-commands.ts';
import { projectFileCommands } from '../projects/project-file-commands.ts';
import { projectCommands } from './project-commands.ts';
import { comparisonCommands } from '../training/engine-comparison.ts';
import { tourCommands } from '../tour/tour-commands.ts';
import { viewCommands } from './view-commands.ts';

export const commands: readonly Command[] = [
  ...projectCommands,
  ...projectFileCommands,
  ...summaryCommands,
  ...modelCommands,
  ...handsCommands,
  ...viewCommands,
  ...tourCommands,
  ...flowCommands,
  ...costCommands,
  ...comparisonCommands,
];

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
  const [keys] = keysOf(commandOf(id));
  return keys === undefined ? undefined : showKeys(keys);
}

/** What is deleted or named is what is selected, wherever the focus was left: no button or list has a meaning for these. */
const freeKeys: ReadonlySet<string> = new Set(['Delete', 'Backspace', 'F2']);

/** Enter, the arrows and the like belong to buttons and lists; on the canvas they are commands. Letters are free everywhere. */
function reachesCanvas({ target, key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const { place, doc } = useStudio.getState();
  if (!doc || place !== 'model' || !(target instanceof Element)) return false;
  if (target.closest('[role="dialog"], [role="menu"]')) return false;
  if (ctrlKey || metaKey || altKey || key.length === 1 || freeKeys.has(key)) return true;
  return (
    target === document.body ||
    (target.closest('[data-canvas], [role="tree"]') !== null && target.closest('button, a') === null)
  );
}

function commandFor(event: KeyboardEvent): Command | undefined {
  const typing = isTypingTarget(event.target);
  return commands.find(
    (command) =>
      command.native !== true &&
      (!typing || command.inFields === true) &&
      keysOf(command).some((keys) => matchesKeys(event, keys)) &&
      (command.scope === 'everywhere' || reachesCanvas(event)),
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
