/** Layers on the clipboard, as text, so that they travel between tabs and projects. */
import { copyFragment, type Fragment, fragmentSchema } from '../../shared/graph/fragments.ts';
import { shownScope } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { tNow } from '../ui/i18n.ts';
import { tell } from '../ui/notify.ts';
import { copiedIds, pasteNodes, removeParts } from './canvas-actions.ts';

/** What was copied here last, for browsers that let no page read the clipboard. */
let lastCopied = '';

/** The selected layers, notes and frames as text; undefined when none are selected. */
export function copiedText(): string | undefined {
  const state = useStudio.getState();
  const fragment = state.doc ? copyFragment(state.doc.graph, shownScope(state), copiedIds()) : undefined;
  if (!fragment) return undefined;
  lastCopied = JSON.stringify(fragment);
  return lastCopied;
}

type Read =
  | { readonly kind: 'layers'; readonly fragment: Fragment }
  /** Layers of another version of the studio, or somebody changed the text. */
  | { readonly kind: 'damaged'; readonly place: string }
  | { readonly kind: 'foreign' };

/** Other people's text is not an error, only not ours. */
function readFragment(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'foreign' };
  }
  const parsed = fragmentSchema.safeParse(value);
  if (parsed.success) return { kind: 'layers', fragment: parsed.data };
  const isOurs = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'weft-fragment';
  return isOurs ? { kind: 'damaged', place: parsed.error.issues[0]?.path.join('.') ?? '' } : { kind: 'foreign' };
}

export function pasteText(text: string, options: { readonly keepIncoming?: boolean } = {}): void {
  const read = readFragment(text);
  if (read.kind === 'layers') pasteNodes(read.fragment, options);
  else if (read.kind === 'damaged') tell(tNow('canvas.pasteDamaged', { place: read.place }));
  else tell(tNow(text.trim() === '' ? 'editor.pasteNothing' : 'canvas.pasteForeign'));
}

export function removeSelected(command: string): void {
  removeParts(useStudio.getState().selection, command);
}

/** Copying from a menu: the browser may refuse the clipboard, and then this page alone remembers. */
export async function copySelected(): Promise<void> {
  const text = copiedText();
  if (text === undefined) return;
  await navigator.clipboard?.writeText(text).catch(() => undefined);
  tell(tNow('editor.copied', { count: copiedIds().length }));
}

export async function cutSelected(): Promise<void> {
  await copySelected();
  removeSelected('command.cut');
}

export async function pasteFromClipboard(options: { readonly keepIncoming?: boolean } = {}): Promise<void> {
  const read = await navigator.clipboard?.readText().catch(() => undefined);
  pasteText(read !== undefined && readFragment(read).kind !== 'foreign' ? read : lastCopied, options);
}
