/**
 * Whatever hands do, in any order, through the commands and the real store: every document on the way is one that a file
 * could hold, undoing to the start gives the first one, and redoing gives the last.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as annotations from '../../../renderer/canvas/annotation-actions.ts';
import * as arrange from '../../../renderer/canvas/arrange-actions.ts';
import * as actions from '../../../renderer/canvas/canvas-actions.ts';
import { copiedText, pasteText, removeSelected } from '../../../renderer/canvas/clipboard.ts';
import { undoLimit } from '../../../renderer/state/document-slice.ts';
import { problemsOf, repairsOf } from '../../../renderer/state/derived.ts';
import { shownGraph } from '../../../renderer/state/shown-graph.ts';
import { currentDoc, useStudio } from '../../../renderer/state/store.ts';
import { repairNow } from '../../../renderer/shell/problem-actions.ts';
import { alignments, directions } from '../../../shared/graph/arrange.ts';
import { annotationColours, type GraphNode } from '../../../shared/graph/graph-doc.ts';
import { portsOf } from '../../../shared/graph/ports.ts';
import { allLayerTypes, layerType } from '../../../shared/layers/index.ts';
import { type ProjectDoc, projectDocSchema } from '../../../shared/project-doc.ts';
import { openEmptyProject } from './project.ts';
import { propertyRuns } from '../../support/property-runs.ts';

/** Which command, and three numbers that always hit something. */
type Act = readonly [command: number, a: number, b: number, c: number];

const studio = () => useStudio.getState();
const graph = () => shownGraph(studio());
const definitions = () => currentDoc().graph.definitions;
const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];
const types = allLayerTypes.map(({ id }) => id);
const words = ['', 'a', 'a/b', '卷积', 'x'.repeat(300), 'dense'];

/** Some nodes, wires and annotations, chosen by the bits of a number. */
function selectSome(bits: number): void {
  const some = <T>(list: readonly T[]): T[] => list.filter((_, index) => ((bits >> (index % 10)) & 1) === 1);
  const { nodes, wires, annotations: notes = [] } = graph();
  studio().select({
    nodes: some(nodes).map(({ id }) => id),
    wires: some(wires).map(({ id }) => id),
    annotations: some(notes).map(({ id }) => id),
  });
}

/** A value of another parameter's kind is as good as any: the form may be wrong, the document must stay whole. */
const values = [0, 3, -1, true, null, 'relu', [2, 2], { type: 'dense', params: { units: 2 } }];

const commands: readonly ((a: number, b: number, c: number) => void)[] = [
  (a, b, c) => void actions.addLayer(pick(types, a) ?? 'dense', { x: b, y: c }),
  (a, b, c) => void actions.addLayer(pick(types, a) ?? 'dense', { x: b, y: c }, pick(graph().wires, c)?.id),
  (a) => actions.addFromPalette(pick(types, a) ?? 'dense'),
  (a) => {
    const block = pick(definitions(), a);
    if (block && block.id !== studio().blockPath.at(-1)) actions.addFromPalette(`block:${block.id}`);
  },
  (a, b, c) => {
    const [from, to] = [pick(graph().nodes, a), pick(graph().nodes, b)];
    const source = from && pick(portsOf(from, definitions()).outputs, c);
    const target = to && pick(portsOf(to, definitions()).inputs, c);
    if (from && to && source && target)
      actions.connectPorts({ source: from.id, sourceHandle: source.name, target: to.id, targetHandle: target.name });
  },
  (a, b, c) => {
    const node = pick(graph().nodes, a);
    const name = pick(Object.keys(layerType(node?.type ?? '')?.params ?? {}), b);
    if (node && name) actions.changeParam(node.id, name, pick(values, c) ?? null);
  },
  (a, b) => {
    const node = pick(graph().nodes, a);
    if (node) actions.renameNode(node.id, pick(words, b) ?? '');
  },
  (a) => (selectSome(a), removeSelected('command.delete')),
  (a) => (selectSome(a), actions.deleteAndJoin()),
  (a) => (selectSome(a), actions.groupSelected()),
  () => {
    const block = graph().nodes.find(({ type }) => type === 'block');
    if (block) studio().select({ nodes: [block.id] });
    actions.ungroupSelected();
  },
  (a, b) => (selectSome(a), actions.duplicateSelected({ keepIncoming: b % 2 === 0 })),
  (a, b) => {
    selectSome(a);
    const text = copiedText();
    if (text) pasteText(text, { keepIncoming: b % 2 === 0 });
  },
  (a) => (selectSome(a), copiedText(), removeSelected('command.cut')),
  (a) => (selectSome(a), actions.bypassSelected()),
  (a, b) => {
    const node = pick(graph().nodes, a);
    if (node) actions.changeTypeOf(node.id, pick(types, b) ?? 'dense');
  },
  (a, b) => {
    const [node, wire] = [pick(graph().nodes, a), pick(graph().wires, b)];
    if (node && wire) actions.dropIntoWire(wire.id, { id: node.id, position: { x: a, y: b } });
  },
  (a) => (selectSome(a), annotations.addFrame()),
  () => annotations.addNote(),
  (a, b, c) => {
    const note = pick(graph().annotations ?? [], a);
    if (note)
      annotations.editAnnotation(note.id, { text: pick(words, b) ?? '', colour: pick(annotationColours, c) ?? 'grey' });
  },
  (a, b, c) => (selectSome(a), actions.moveSelected({ x: b - 300, y: c - 300 })),
  (a, b) => (selectSome(a), arrange.alignSelected(pick(alignments, b) ?? 'left')),
  (a, b) => (selectSome(a), arrange.distributeSelected(pick(directions, b) ?? 'horizontally')),
  (a) => {
    const block = pick(
      graph().nodes.filter(({ type }) => type === 'block'),
      a,
    );
    if (block) studio().select({ nodes: [block.id] });
    actions.makeSelectedOwnCopy();
  },
  (a) => {
    // Apart and together again: blocks with the same ports are rarely drawn by chance.
    const blocks = graph().nodes.filter(({ type }) => type === 'block');
    const block = pick(blocks, a);
    if (!block) return;
    studio().select({ nodes: [block.id] });
    actions.makeSelectedOwnCopy();
    studio().select({ nodes: blocks.map(({ id }) => id) });
    actions.shareSelected();
  },
  (a, b) => {
    const problem = pick(
      problemsOf(currentDoc()).filter(({ repair }) => repair !== undefined),
      a,
    );
    if (problem) repairNow(problem, pick(repairsOf(currentDoc(), problem), b));
  },
  (a) => {
    // Into a block and out of it: what follows edits there. Looking is no step.
    const block = pick(graph().nodes, a)?.definition;
    if (block && !studio().blockPath.includes(block)) studio().openBlock([...studio().blockPath, block]);
    else studio().openBlock([]);
  },
  (a) =>
    a % 3 === 0
      ? studio().undo()
      : a % 3 === 1
        ? studio().redo()
        : studio().goToStep(Math.max(0, studio().past.length - 2)),
];

function portNames(doc: ProjectDoc, nodes: readonly GraphNode[], id: string) {
  const node = nodes.find((candidate) => candidate.id === id);
  const { inputs, outputs } = node ? portsOf(node, doc.graph.definitions) : { inputs: [], outputs: [] };
  return { inputs: inputs.map(({ name }) => name), outputs: outputs.map(({ name }) => name) };
}

/** Schema, ids, ends of wires, definitions: what opening a file checks, and what the canvas relies on. */
function expectWhole(doc: ProjectDoc): void {
  const parsed = projectDocSchema.safeParse(JSON.parse(JSON.stringify(doc)));
  expect(parsed.error?.issues ?? []).toEqual([]);
  const known = new Set<string>(doc.graph.definitions.map(({ id }) => id));
  expect(known.size).toBe(doc.graph.definitions.length);
  for (const { nodes, wires, annotations: notes = [] } of [doc.graph, ...doc.graph.definitions]) {
    const ids = [...nodes, ...wires, ...notes].map(({ id }) => id as string);
    expect(new Set(ids).size).toBe(ids.length);
    const places = new Set<string>(nodes.map(({ id }) => id));
    for (const { from, to } of wires) {
      expect([places.has(from.node), places.has(to.node)]).toEqual([true, true]);
      expect(portNames(doc, nodes, from.node).outputs).toContain(from.port);
      expect(portNames(doc, nodes, to.node).inputs).toContain(to.port);
    }
    for (const { definition } of nodes) if (definition !== undefined) expect(known.has(definition)).toBe(true);
  }
}

const act = fc.tuple(fc.nat(commands.length - 1), fc.nat(1023), fc.nat(991), fc.nat(983));
const sizeLimit = 120;

/** Commands that have changed a document in some run: one that never does is not tested. */
const effective = new Set<number>();

test('any row of commands can be undone to the start and redone to the end, and every document on the way is whole', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 40 }), (acts: readonly Act[]) => {
      openEmptyProject();
      for (const type of ['input', 'lstm', 'dense', 'output']) actions.addFromPalette(type);
      const first = currentDoc();
      useStudio.setState({ past: [], future: [] });
      for (const [command, a, b, c] of acts) {
        // Copies of copies grow without end; a few dozen nodes say as much.
        const all = [currentDoc().graph, ...definitions()].reduce((sum, { nodes }) => sum + nodes.length, 0);
        if (all > sizeLimit) break;
        const before = currentDoc();
        commands[command]?.(a, b, c);
        if (currentDoc() !== before) effective.add(command);
        expectWhole(currentDoc());
      }
      const last = currentDoc();
      const { past, future } = studio();
      expect(past.length + future.length).toBeLessThan(undoLimit);
      while (studio().past.length > 0) studio().undo();
      expect(currentDoc()).toEqual(first);
      for (let step = 0; step < past.length; step++) studio().redo();
      expect(currentDoc()).toBe(last);
      // The list of steps leads to the same documents.
      studio().goToStep(0);
      expect(currentDoc()).toEqual(first);
      studio().goToStep(past.length);
      expect(currentDoc()).toBe(last);
      expect([studio().past.length, studio().future.length]).toEqual([past.length, future.length]);
    }),
    propertyRuns(300),
  );
  const looking = commands.length - 2;
  expect(commands.map((_, index) => index).filter((index) => index !== looking && !effective.has(index))).toEqual([]);
}, 60_000);

test('a row longer than the history goes back as far as it is kept', () => {
  openEmptyProject();
  const docs: ProjectDoc[] = [];
  for (let step = 0; step < undoLimit + 20; step++) {
    docs.push(currentDoc());
    annotations.addNote();
  }
  studio().goToStep(0);
  expect(currentDoc()).toBe(docs[20]);
  for (let step = 0; step < undoLimit; step++) studio().redo();
  expect(graph().annotations).toHaveLength(undoLimit + 20);
});
