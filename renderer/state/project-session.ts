/**
 * The life of the open project between page and core: open, journal (unsaved work, at most half a second behind), save,
 * take over, close. One project at a time.
 */
import { type ProjectId, projectIdSchema } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { clientId } from '../connection/client-id.ts';
import { client, onReconnected } from '../connection/client.ts';
import { problemOf } from '../connection/errors.ts';
import { tellError } from '../ui/notify.ts';
import { createJournal } from './journal.ts';
import { journalDelayMs } from './journal-delay.ts';
import { type Place, places } from './session-slice.ts';
import { useStudio } from './store.ts';

const journalRetryMs = 2_000;

let watching: AbortController | undefined;
const journal = createJournal<ProjectDoc>({
  unsaved: () => {
    const { doc, savedDoc, writable, connection } = useStudio.getState();
    return doc && writable && doc !== savedDoc && connection === 'open' ? doc : null;
  },
  send: (doc) => client.project.journal({ doc: JSON.stringify(doc), clientId }),
  delayMs: journalDelayMs,
  retryMs: journalRetryMs,
  tell: tellKept,
});

/** A full disk stays a banner until it is not full any more; a lost connection has its own. */
function tellKept(error: unknown): void {
  const { unkept, setUnkept } = useStudio.getState();
  const problem = error === null ? null : problemOf(error);
  if (problem === null || problem.code === 'file/write-failed') {
    if (problem !== unkept) setUnkept(problem);
  } else if (useStudio.getState().connection === 'open') tellError(error);
}

/** Opens a project and shows it; `takeOver` makes the tab that held it read-only. False when it could not be opened. */
export async function openProject(
  id: ProjectId,
  options: { takeOver?: boolean; place?: Place } = {},
): Promise<boolean> {
  try {
    const opened = await client.project.open({ id, clientId, takeOver: options.takeOver ?? false });
    journal.setKept(opened.doc);
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

/** Keeps a copy of a document under another name, as a project of its own, and opens it. */
export async function saveCopy(doc: ProjectDoc, name: string): Promise<boolean> {
  try {
    const { id } = await client.project.upload({ file: new Blob([JSON.stringify({ ...doc, name })]) });
    await closeProject();
    return await openProject(id, { place: useStudio.getState().place });
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
    journal.setKept(doc);
    useStudio.getState().setUnkept(null);
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

/** Sends the latest unsaved document now; resolves when the core has it, or has said that it cannot keep it. */
export const flushJournal = (): Promise<void> => journal.flush();

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
    journal.setKept(null);
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
    if (state.doc !== before.doc && state.doc && state.writable) journal.changed();
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
