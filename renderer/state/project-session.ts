/**
 * The life of the open project between page and core: open, journal (unsaved work, at most half a second behind), save,
 * take over, close. One project at a time.
 */
import { type ProjectId, projectIdSchema } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { clientId } from '../connection/client-id.ts';
import { client, onReconnected } from '../connection/client.ts';
import { tellError } from '../ui/notify.ts';
import { type Place, places } from './session-slice.ts';
import { useStudio } from './store.ts';

const journalDelayMs = 400;

let watching: AbortController | undefined;
let journalTimer: ReturnType<typeof setTimeout> | undefined;
let journaled: ProjectDoc | null = null;

/** Opens a project and shows it; `takeOver` makes the tab that held it read-only. False when it could not be opened. */
export async function openProject(
  id: ProjectId,
  options: { takeOver?: boolean; place?: Place } = {},
): Promise<boolean> {
  try {
    const opened = await client.project.open({ id, clientId, takeOver: options.takeOver ?? false });
    journaled = opened.doc;
    useStudio.getState().showProject(opened);
    useStudio.getState().openBlock([]);
    if (options.place) useStudio.getState().goTo(options.place);
    void watchProject(id);
    return true;
  } catch (error) {
    tellError(error);
    return false;
  }
}

/** Makes a project, empty or from a template, and opens it. */
export async function createProject(template: string | null, name?: string): Promise<boolean> {
  try {
    const { id } = await client.project.create({ template, ...(name === undefined ? {} : { name }) });
    return await openProject(id, { place: template ? 'model' : 'data' });
  } catch (error) {
    tellError(error);
    return false;
  }
}

/** Takes in a project file and opens it. */
export async function uploadProject(file: Blob): Promise<boolean> {
  try {
    const { id } = await client.project.upload({ file });
    return await openProject(id, { place: 'model' });
  } catch (error) {
    tellError(error);
    return false;
  }
}

/** Writes the document to disk. Edits made while it is being written stay unsaved. */
export async function saveProject(): Promise<boolean> {
  const { doc, writable, markSaved } = useStudio.getState();
  if (!doc || !writable) return false;
  try {
    await client.project.save({ doc, clientId });
    journaled = doc;
    if (useStudio.getState().doc?.id === doc.id) markSaved(doc);
    return true;
  } catch (error) {
    tellError(error);
    return false;
  }
}

/** Back to the start page. What is unsaved stays in the journal and comes back when the project is opened again. */
export async function closeProject(): Promise<void> {
  const { doc, writable, hideProject } = useStudio.getState();
  if (!doc) return;
  if (writable) await flushJournal();
  watching?.abort();
  hideProject();
  await client.project.close({ id: doc.id, clientId }).catch(tellError);
}

/** Sends the latest unsaved document now; resolves when the core has it. */
export async function flushJournal(): Promise<void> {
  clearTimeout(journalTimer);
  journalTimer = undefined;
  const { doc, savedDoc, writable, connection } = useStudio.getState();
  if (!doc || !writable || doc === journaled || doc === savedDoc || connection !== 'open') return;
  journaled = doc;
  await client.project.journal({ doc, clientId }).catch((error: unknown) => {
    journaled = null;
    tellError(error);
  });
}

async function watchProject(id: ProjectId): Promise<void> {
  watching?.abort();
  const mine = new AbortController();
  watching = mine;
  try {
    for await (const change of await client.project.watch({ id, clientId }, { signal: mine.signal })) {
      if (change.kind !== 'saved') useStudio.getState().setWritable(change.kind === 'writable');
    }
  } catch {
    // The connection went, or the project was closed; a new connection watches again.
  }
}

/** The project and place are in the address, so that a reload comes back to them. */
const hashOf = (doc: ProjectDoc | null, place: Place): string => (doc ? `#/project/${doc.id}/${place}` : '#/');

/** Closing rewrites the address, so the one that was asked for is kept. */
async function followAddress(hash: string): Promise<void> {
  await closeProject();
  await openFromAddress(hash);
}

async function openFromAddress(hash = location.hash): Promise<void> {
  const [, kind, id, placeText] = hash.split('/');
  const parsed = projectIdSchema.safeParse(id);
  const place = places.find((known) => known === placeText);
  if (kind === 'project' && parsed.success) await openProject(parsed.data, place ? { place } : {});
}

/** After a lost connection the core has forgotten this page: take the project again, keeping what is on the screen. */
async function reopen(): Promise<void> {
  const { doc, writable, setWritable } = useStudio.getState();
  if (!doc) return;
  try {
    const opened = await client.project.open({ id: doc.id, clientId, takeOver: false });
    if (writable && !opened.writable) setWritable(false);
    journaled = null;
    await flushJournal();
    void watchProject(doc.id);
  } catch (error) {
    tellError(error);
  }
}

/** Wires journal, address and reconnection to the store. Call once, before the first render. */
export function startProjectSession(): void {
  void openFromAddress();
  onReconnected(() => void reopen());
  useStudio.subscribe((state, before) => {
    if (state.doc !== before.doc && state.doc && state.writable && journalTimer === undefined) {
      journalTimer = setTimeout(() => void flushJournal(), journalDelayMs);
    }
    if (state.doc?.id !== before.doc?.id || state.place !== before.place) {
      const hash = hashOf(state.doc, state.place);
      if (location.hash !== hash) history.replaceState(null, '', hash);
    }
    if (state.doc?.name !== before.doc?.name)
      document.title = state.doc ? `${state.doc.name} · Weft Studio` : 'Weft Studio';
  });
  // An address pasted into this tab, or followed from a bookmark.
  window.addEventListener('hashchange', () => {
    const { doc, place } = useStudio.getState();
    if (location.hash !== hashOf(doc, place)) void followAddress(location.hash);
  });
  window.addEventListener('pagehide', () => void flushJournal());
}
