/**
 * Says aloud, through a live region, what has come of an edit: a screen shows that a layer stands there now, a reader only
 * learns it from this. Settings are not repeated: their fields speak for themselves.
 */
import { create } from 'zustand';
import type { Graph, GraphNode, Wire } from '../../shared/graph/graph-doc.ts';
import { nodeNames } from '../../shared/graph/names.ts';
import { typeText } from '../../shared/graph/node-words.ts';
import { shapeLabel } from '../../shared/graph/shape-words.ts';
import { problemText } from '../../shared/i18n/translate.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { tNow } from '../ui/i18n.ts';
import { problemsOf, shownFacts } from './derived.ts';
import { shownGraph } from './shown-graph.ts';
import { type Studio, useStudio } from './store.ts';

interface Announcement {
  readonly text: string;
  /** Rises with every one: the same words twice are said twice. */
  readonly number: number;
}

export const useAnnouncement = create<Announcement>()(() => ({ text: '', number: 0 }));

export const announce = (text: string): void =>
  useAnnouncement.setState(({ number }) => ({ text, number: number + 1 }));

/** Commands that are heard elsewhere: what one types is in its field, what one moves is seen only. */
const silent = new Set(['command.setParam', 'command.renameProject', 'command.move', 'command.layout']);

/** Listens to the document; returns the way to stop. */
export function startAnnouncer(): () => void {
  return useStudio.subscribe((state, before) => {
    if (state.doc === null || before.doc === null || state.doc === before.doc || state.doc.id !== before.doc.id) return;
    const text = editText(state, before);
    if (text !== '') announce(text);
  });
}

function editText(state: Studio, before: Studio): string {
  const undone = state.past.length < before.past.length;
  const redone = !undone && state.future.length < before.future.length && before.future.at(-1)?.doc === state.doc;
  const step = (undone ? before.past : state.past).at(-1);
  if (!step) return '';
  const problems = problemWords(state);
  if (!undone && !redone && silent.has(step.command)) return problems;
  const parts = [
    ...(undone ? [tNow('announce.undone', { name: tNow(step.command) })] : []),
    ...(redone ? [tNow('announce.redone', { name: tNow(step.command) })] : []),
    ...(step.command === 'command.repair' && !undone && !redone ? [tNow('announce.repaired')] : []),
    ...changes(state, before),
    problems,
  ];
  return parts.filter((part) => part !== '').join(tNow('outline.stop'));
}

/** More than these are counted, not named. */
const mostNamed = 3;

function changes(state: Studio, before: Studio): readonly string[] {
  const [now, then] = [shownGraph(state), shownGraph(before)];
  if (now === then) return [];
  const { nodes: added, wires: wired } = missingFrom(now, then);
  const { nodes: removed, wires: unwired } = missingFrom(then, now);
  const gone = new Set(removed.map(({ id }) => id));
  // The wires of a deleted layer go with it: that need not be said.
  const cut = unwired.filter(({ from, to }) => !gone.has(from.node) && !gone.has(to.node));
  return [
    ...named('announce.added', added.map(nodeWords(state.doc, now))),
    ...named('announce.removed', removed.map(nodeWords(before.doc, then))),
    ...named('announce.renamed', renamed(now, then).map(nodeWords(state.doc, now))),
    ...named('announce.wired', wired.map(wireWords(state.doc, now, state))),
    ...named('announce.unwired', cut.map(wireWords(before.doc, then))),
  ];
}

/** Layers of the same id and another name. */
function renamed(now: Graph, then: Graph): readonly GraphNode[] {
  const names = new Map(then.nodes.map(({ id, name }) => [id, name]));
  return now.nodes.filter(({ id, name }) => names.has(id) && names.get(id) !== name);
}

function missingFrom(one: Graph, other: Graph): Pick<Graph, 'nodes' | 'wires'> {
  const nodes = new Set<string>(other.nodes.map(({ id }) => id));
  const wires = new Set<string>(other.wires.map(({ id }) => id));
  return { nodes: one.nodes.filter(({ id }) => !nodes.has(id)), wires: one.wires.filter(({ id }) => !wires.has(id)) };
}

function named(key: string, things: readonly string[]): readonly string[] {
  if (things.length === 0) return [];
  if (things.length > mostNamed) return [tNow(`${key}Many`, { count: things.length })];
  return [tNow(key, { what: things.join(tNow('outline.comma')) })];
}

const nodeWords =
  (doc: ProjectDoc | null, graph: Graph) =>
  (node: GraphNode): string => {
    const definitions = doc?.graph.definitions ?? [];
    return `${typeText(tNow, node, definitions)} ${nodeNames(graph.nodes, definitions).get(node.id) ?? node.name}`;
  };

const wireWords =
  (doc: ProjectDoc | null, graph: Graph, state?: Studio) =>
  (wire: Wire): string => {
    const names = nodeNames(graph.nodes, doc?.graph.definitions ?? []);
    const words = tNow('editor.wire', { from: names.get(wire.from.node) ?? '', to: names.get(wire.to.node) ?? '' });
    const shape = state && shownFacts(state).wires.get(wire.id)?.shape;
    return shape ? `${words}: ${shapeLabel(shape, tNow)}` : words;
  };

let known: { readonly project: string; readonly errors: ReadonlySet<string> } | undefined;

/** The first new error in words; else how many are left. Only the new document is looked at: the screen needs that anyway. */
function problemWords({ doc }: Studio): string {
  if (!doc) return '';
  const texts = problemsOf(doc)
    .filter((problem) => problem.severity === 'error')
    .map((problem) => problemText(problem, tNow));
  const before = known?.project === doc.id ? known.errors : undefined;
  known = { project: doc.id, errors: new Set(texts) };
  const fresh = texts.find((text) => before?.has(text) !== true);
  if (fresh !== undefined) return tNow('announce.newProblem', { text: fresh });
  if (before === undefined || before.size === texts.length) return '';
  return texts.length === 0 ? tNow('announce.noProblems') : tNow('announce.problems', { count: texts.length });
}
