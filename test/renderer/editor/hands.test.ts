/** Arranging, copying, bypassing, notes, blocks that share: on the real store with the real registry. */
import i18next from 'i18next';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as annotations from '../../../renderer/canvas/annotation-actions.ts';
import * as arrange from '../../../renderer/canvas/arrange-actions.ts';
import * as actions from '../../../renderer/canvas/canvas-actions.ts';
import { copiedText, pasteText } from '../../../renderer/canvas/clipboard.ts';
import { findOnCanvas } from '../../../renderer/canvas/find-on-canvas.ts';
import { fitsInPlace } from '../../../renderer/canvas/fits-in-place.ts';
import { showNextProblem } from '../../../renderer/canvas/next-problem.ts';
import { cornerInLine, snap } from '../../../renderer/canvas/snapping.ts';
import { handsCommands } from '../../../renderer/commands/hands-commands.ts';
import { modelCommands } from '../../../renderer/commands/model-commands.ts';
import { viewCommands } from '../../../renderer/commands/view-commands.ts';
import { shownFacts } from '../../../renderer/state/derived.ts';
import { shownGraph } from '../../../renderer/state/shown-graph.ts';
import { currentDoc, useStudio } from '../../../renderer/state/store.ts';
import { i18nextOptions, translator } from '../../../shared/i18n/translate.ts';
import { catalogues } from '../../../shared/i18n/index.ts';
import type { NodeId } from '../../../shared/ids.ts';
import { openEmptyProject } from './project.ts';

const studio = () => useStudio.getState();
const graph = () => shownGraph(studio());
const facts = () => shownFacts(studio());
const named = (name: string) => {
  const node = graph().nodes.find((candidate) => candidate.name === name);
  if (!node) throw new Error(`No node ${name}.`);
  return node;
};
const select = (...names: readonly string[]): void => studio().select({ nodes: names.map((name) => named(name).id) });
const t = translator('en');
const commands = [...modelCommands, ...handsCommands, ...viewCommands];
const commandOf = (id: string) => {
  const command = commands.find((candidate) => candidate.id === id);
  if (!command) throw new Error(`No command ${id}.`);
  return command;
};
const run = (id: string): void => {
  expect(commandOf(id).enabled(studio())).toBe(true);
  void commandOf(id).run({ state: studio(), t });
};
const wire = (from: string, to: string): void =>
  actions.connectPorts({ source: named(from).id, sourceHandle: 'y', target: named(to).id, targetHandle: 'x' });
const ends = () =>
  graph().wires.map(({ from, to }) =>
    [from, to].map(({ node }) => graph().nodes.find(({ id }) => id === node)?.name).join(' → '),
  );

beforeAll(async () => {
  await i18next.init({ ...i18nextOptions, lng: 'en' });
});

beforeEach(() => {
  openEmptyProject();
  for (const type of ['input', 'lstm', 'dense', 'output']) actions.addFromPalette(type);
  actions.changeParam(named('input_layer').id, 'from', 'fixed');
  actions.changeParam(named('input_layer').id, 'shape', [10, 3]);
  wire('input_layer', 'lstm');
  wire('lstm', 'dense');
  wire('dense', 'output');
});

describe('the history', () => {
  test('goes to any step, and from there to any other', () => {
    const [steps, last] = [studio().past.length, currentDoc()];
    studio().goToStep(2);
    expect([studio().past.length, studio().future.length]).toEqual([2, steps - 2]);
    expect(graph().nodes).toHaveLength(2);
    studio().goToStep(steps);
    expect(currentDoc()).toBe(last);
    studio().goToStep(999);
    expect(studio().past).toHaveLength(steps);
    run('undoAll');
    expect(graph().nodes).toHaveLength(0);
    run('redoAll');
    expect(currentDoc()).toBe(last);
  });

  test('every step of an undone row keeps the name of its command', () => {
    const names = studio().past.map(({ command }) => command);
    studio().goToStep(3);
    const kept = [...studio().past, ...studio().future.toReversed()].map(({ command }) => command);
    expect(kept).toEqual(names);
    studio().redo();
    expect(studio().past.at(-1)?.command).toBe(names[3]);
  });

  test('every command that can stand in it has a name in both languages', () => {
    for (const { command } of studio().past)
      for (const catalogue of Object.values(catalogues)) expect(catalogue[command]).toBeTruthy();
    for (const { id } of commands)
      for (const catalogue of Object.values(catalogues)) expect(catalogue[`command.${id}`], id).toBeTruthy();
  });
});

describe('copies', () => {
  test('come without incoming wires, or with them', () => {
    select('dense');
    run('duplicate');
    expect(ends()).toHaveLength(3);
    select('dense');
    run('duplicateWired');
    expect(ends()).toContain('lstm → dense_2');
    expect(studio().past.at(-1)?.command).toBe('command.duplicateWired');
    select('dense');
    const text = copiedText() ?? '';
    pasteText(text);
    expect(ends()).toHaveLength(4);
    pasteText(text, { keepIncoming: true });
    expect(ends()).toContain('lstm → dense_4');
  });

  test('travel as text to another project, where outer wires have nowhere to start', () => {
    select('lstm', 'dense');
    const text = copiedText() ?? '';
    openEmptyProject();
    pasteText(text, { keepIncoming: true });
    expect(ends()).toEqual(['lstm → dense']);
  });

  test('foreign, damaged and empty text is told apart, and changes nothing', () => {
    const before = currentDoc();
    const said = (text: string): string => {
      pasteText(text);
      return studio().log.at(-1)?.text ?? '';
    };
    expect(said('a shopping list')).toContain('no part of a drawing');
    expect(said('{"kind":"weft-fragment","nodes":[{"id":7}]}')).toContain('nodes.0.id');
    expect(said('  ')).toContain('holds no layers');
    expect(currentDoc()).toBe(before);
  });

  test('cover no layer, however often they are pasted', () => {
    select('lstm', 'dense');
    run('duplicate');
    const text = copiedText() ?? '';
    for (const _ of [1, 2, 3]) pasteText(text);
    const places = graph().nodes.map(({ position }) => position);
    expect(places).toHaveLength(12);
    const covered = places.filter((one, index) =>
      places.slice(index + 1).some(({ x, y }) => Math.abs(one.x - x) < 156 && Math.abs(one.y - y) < 96),
    );
    expect(covered).toEqual([]);
  });

  test('a frame alone brings what it holds', () => {
    select('lstm', 'dense');
    annotations.addFrame();
    const [frame] = graph().annotations ?? [];
    studio().select({ annotations: frame ? [frame.id] : [] });
    run('duplicate');
    expect(graph().nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(['lstm_1', 'dense_1']));
    expect(ends()).toContain('lstm_1 → dense_1');
    expect(graph().annotations).toHaveLength(2);
  });
});

describe('arranging', () => {
  const place = (name: string) => named(name).position;
  test('aligns edges and middles as one step', () => {
    actions.commitMoves([{ id: named('dense').id, position: { x: 900, y: 333 } }]);
    const steps = studio().past.length;
    select('lstm', 'dense');
    run('alignTop');
    expect(place('dense').y).toBe(place('lstm').y);
    run('alignLeft');
    expect(place('dense').x).toBe(place('lstm').x);
    expect(studio().past).toHaveLength(steps + 2);
    // What is in line already is no step.
    run('alignLeft');
    expect(studio().past).toHaveLength(steps + 2);
  });

  test('distributes with equal gaps, the outer ones staying', () => {
    const xs = { input_layer: 0, lstm: 200, dense: 230, output: 900 };
    actions.commitMoves(Object.entries(xs).map(([name, x]) => ({ id: named(name).id, position: { x, y: 0 } })));
    select(...Object.keys(xs));
    run('distributeHorizontally');
    expect(Object.keys(xs).map((name) => place(name).x)).toEqual([0, 300, 600, 900]);
  });

  test('puts a new layer in line with the corners of others, as near as a hand is', () => {
    const others = [{ x: 0, y: 100 }];
    expect(cornerInLine({ x: 203, y: 111 }, others, 1)).toEqual({ x: 198, y: 100 });
    expect(cornerInLine({ x: 203, y: 116 }, others, 1)).toEqual({ x: 198, y: 121 });
    expect(cornerInLine({ x: 203, y: 111 }, others, 2)).toEqual({ x: 198, y: 110 });
  });

  test('snaps to a neighbour’s edge, else to the grid', () => {
    const box = { x: 103, y: 52, width: 156, height: 90 };
    expect(snap(box, [{ x: 100, y: 500, width: 156, height: 90 }], 1)).toMatchObject({
      x: -3,
      guides: [{ axis: 'x', at: 100 }],
    });
    expect(snap(box, [], 1)).toEqual({ x: -4, y: 3, guides: [] });
    // Zoomed in, the same distance is further for the eye.
    expect(snap(box, [{ x: 100, y: 500, width: 156, height: 90 }], 4).guides).toEqual([]);
  });

  test('frames follow the arrow keys with everything in them, as one step', () => {
    select('lstm', 'dense');
    annotations.addFrame();
    const before = [place('lstm'), place('input_layer')];
    studio().select({ annotations: (graph().annotations ?? []).map(({ id }) => id) });
    const steps = studio().past.length;
    for (let press = 0; press < 3; press++) run('moveDown');
    expect(place('lstm')).toEqual({ x: before[0]?.x, y: (before[0]?.y ?? 0) + 30 });
    expect(place('input_layer')).toEqual(before[1]);
    expect(studio().past).toHaveLength(steps + 1);
  });

  test('without a canvas nothing is arranged', async () => {
    const before = currentDoc();
    await arrange.layOutShown();
    expect(currentDoc()).toBe(before);
  });
});

describe('one layer', () => {
  test('is bypassed and taken in again by the same command; Inputs are not', () => {
    select('lstm');
    run('bypass');
    expect(named('lstm').bypassed).toBe(true);
    expect(
      facts()
        .nodes.get(named('dense').id)
        ?.outputs['y']?.map(({ size }) => size),
    ).toEqual([null, 10, 1]);
    run('bypass');
    expect('bypassed' in named('lstm')).toBe(false);
    select('input_layer');
    expect(commandOf('bypass').enabled(studio())).toBe(false);
  });

  test('changes its type and keeps wires, shared parameters and a name of its own', () => {
    actions.changeParam(named('lstm').id, 'units', 7);
    actions.changeParam(named('lstm').id, 'unitForgetBias', false);
    actions.changeTypeOf(named('lstm').id, 'gru');
    expect(named('gru').params).toEqual({ units: 7 });
    expect(ends()).toEqual(['input_layer → gru', 'gru → dense', 'dense → output']);
    actions.renameNode(named('gru').id, 'reader');
    actions.changeTypeOf(named('reader').id, 'flatten');
    expect(named('reader').params).toEqual({});
    studio().undo();
    expect(named('reader').type).toBe('gru');
  });

  test('knows which types take what arrives', () => {
    const fits = (type: string): boolean => fitsInPlace(named('lstm'), type, facts(), []);
    expect(['gru', 'simpleRnn', 'conv1d', 'flatten', 'dense'].map(fits)).toEqual([true, true, true, true, true]);
    expect(['conv2d', 'repeatVector', 'input', 'output', 'add'].map(fits)).toEqual([false, false, false, false, false]);
  });

  test('goes into a selected wire', () => {
    actions.addFromPalette('dropout');
    const [between] = graph().wires.filter(({ to }) => to.node === named('dense').id);
    studio().select({ nodes: [named('dropout').id], wires: between ? [between.id] : [] });
    run('insertOnWire');
    expect(ends()).toEqual(expect.arrayContaining(['lstm → dropout', 'dropout → dense']));
    studio().select({ nodes: [named('dropout').id], wires: between ? [between.id] : [] });
    expect(commandOf('insertOnWire').enabled(studio())).toBe(false);
  });
});

describe('finding', () => {
  const find = (query: string) => findOnCanvas(query, graph(), [], facts(), t).map(({ label }) => label);
  test('by name, type, parameter, problem and the words of notes', () => {
    actions.changeParam(named('lstm').id, 'units', 77);
    annotations.addNote();
    const [note] = graph().annotations ?? [];
    if (note) annotations.finishWriting(note.id, 'Thirty is enough');
    expect(find('lstm')).toEqual(['LSTM lstm']);
    expect(find('77')).toEqual(['LSTM lstm']);
    expect(find('enough')).toEqual(['Note: Thirty is enough']);
    actions.addFromPalette('gru');
    expect(find('leads to no output')).toEqual(['GRU gru']);
    expect(find('   ')).toEqual([]);
  });

  test('goes from problem to problem and round again, into blocks too', () => {
    actions.addFromPalette('gru');
    actions.addFromPalette('conv1d');
    const visited = [1, 1, 1].map((step) => {
      showNextProblem(step as 1);
      return studio().selection.nodes[0];
    });
    expect(new Set(visited).size).toBe(2);
    expect(visited[2]).toBe(visited[0]);
    showNextProblem(-1);
    expect(studio().selection.nodes[0]).toBe(visited[1]);
  });
});

describe('blocks', () => {
  const blocks = () => graph().nodes.filter(({ type }) => type === 'block');
  beforeEach(() => {
    select('lstm');
    run('group');
    select(blocks()[0]?.name ?? '');
    run('duplicate');
  });

  test('copies share until one gets its own weights, and may share again', () => {
    const [first, second] = blocks();
    expect(second?.definition).toBe(first?.definition);
    studio().select({ nodes: second ? [second.id] : [] });
    run('makeOwnCopy');
    const [, apart] = blocks();
    expect(apart?.definition).not.toBe(first?.definition);
    expect(currentDoc().graph.definitions).toHaveLength(2);
    // Its wires still end on ports that it has.
    actions.connectPorts({
      source: named('input_layer').id,
      sourceHandle: 'y',
      target: apart?.id ?? ('' as NodeId),
      targetHandle: graph().wires.find(({ to }) => to.node === first?.id)?.to.port ?? '',
    });
    expect(facts().nodes.get(apart?.id ?? '')?.weights).toBeGreaterThan(0);
    studio().select({ nodes: blocks().map(({ id }) => id) });
    run('shareWeights');
    expect(blocks()[1]?.definition).toBe(first?.definition);
  });

  test('lose a wire outside with the port inside, and get both back by one undo', () => {
    const [block] = blocks();
    const outer = ends().length;
    studio().openBlock(block?.definition ? [block.definition] : []);
    studio().select({ nodes: [named('output').id] });
    run('delete');
    studio().openBlock([]);
    expect(ends()).toHaveLength(outer - 1);
    studio().undo();
    expect(ends()).toHaveLength(outer);
  });

  test('open in tabs beside the model, and every tab remembers where it was', () => {
    const [block] = blocks();
    studio().select({ nodes: block ? [block.id] : [] });
    run('openBlockInTab');
    expect(studio().tabs).toHaveLength(2);
    expect(named('lstm').type).toBe('lstm');
    run('nextTab');
    expect(graph().nodes.some(({ type }) => type === 'block')).toBe(true);
    studio().select({ nodes: block ? [block.id] : [] });
    run('openBlockInTab');
    expect(studio().tabs).toHaveLength(2);
    run('closeTab');
    expect(studio().tabs).toEqual([[]]);
    expect(studio().blockPath).toEqual([]);
    expect(commandOf('closeTab').enabled(studio())).toBe(false);
  });
});

test('an edit that would make the drawing larger than a file may be is refused with a sentence', () => {
  const many = Array.from({ length: 4997 }, (_, index) => ({
    ...named('dense'),
    id: `dense-many-${index}` as NodeId,
    name: `many_${index}`,
  }));
  useStudio.getState().updateDoc('command.paste', (doc) => ({ ...doc, graph: { ...doc.graph, nodes: many } }));
  const before = currentDoc();
  studio().select({ nodes: many.slice(0, 10).map(({ id }) => id) });
  run('duplicate');
  expect(currentDoc()).toBe(before);
  expect(studio().log.at(-1)?.text).toContain('5000');
});
