/** Layers on the clipboard, as text, so that they travel between tabs and projects. */
import { copyFragment, fragmentSchema } from '../../shared/graph/fragments.ts';
import { shownScope } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { tNow } from '../ui/i18n.ts';
import { tell } from '../ui/notify.ts';
import { pasteNodes, removeParts } from './canvas-actions.ts';

/** What was copied here last, for browsers that let no page read the clipboard. */
let lastCopied = '';

/** The selected layers as text; undefined when none are selected. */
export function copiedText(): string | undefined {
  const state = useStudio.getState();
  const fragment = state.doc ? copyFragment(state.doc.graph, shownScope(state), state.selection.nodes) : undefined;
  if (!fragment) return undefined;
  lastCopied = JSON.stringify(fragment);
  return lastCopied;
}

function fragmentOf(text: string) {
  try {
    const parsed = fragmentSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // other people's text is not an error, only not ours
  }
}

export function pasteText(text: string): void {
  const fragment = fragmentOf(text);
  if (fragment) pasteNodes(fragment);
  else tell(tNow('editor.pasteNothing'));
}

export function removeSelected(command: string): void {
  removeParts(useStudio.getState().selection, command);
}

/** Copying from a menu: the browser may refuse the clipboard, and then this page alone remembers. */
export async function copySelected(): Promise<void> {
  const text = copiedText();
  if (text === undefined) return;
  await navigator.clipboard?.writeText(text).catch(() => undefined);
  tell(tNow('editor.copied', { count: useStudio.getState().selection.nodes.length }));
}

export async function cutSelected(): Promise<void> {
  await copySelected();
  removeSelected('command.cut');
}

export async function pasteFromClipboard(): Promise<void> {
  const read = await navigator.clipboard?.readText().catch(() => undefined);
  pasteText(read !== undefined && fragmentOf(read) ? read : lastCopied);
}
