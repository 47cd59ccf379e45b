/** What the outline reads aloud, and what is said after an edit, on the real store. */
import i18next from 'i18next';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as actions from '../../../renderer/canvas/canvas-actions.ts';
import { findTyped, outlineRows } from '../../../renderer/outline/outline-rows.ts';
import { startAnnouncer, useAnnouncement } from '../../../renderer/state/announcer.ts';
import { problemsOf, shownFacts } from '../../../renderer/state/derived.ts';
import { shownGraph } from '../../../renderer/state/shown-graph.ts';
import { currentDoc, useStudio } from '../../../renderer/state/store.ts';
import { repairNow } from '../../../renderer/shell/problem-actions.ts';
import { topology } from '../../../shared/graph/topology.ts';
import { i18nextOptions, translator } from '../../../shared/i18n/translate.ts';
import type { NodeId } from '../../../shared/ids.ts';
import { openEmptyProject } from './project.ts';

const graph = () => shownGraph(useStudio.getState());
const named = (name: string): NodeId => {
  const node = graph().nodes.find((candidate) => candidate.name === name);
  if (!node) throw new Error(`No node ${name}`);
  return node.id;
};
const wire = (from: string, to: string): void =>
  actions.connectPorts({ source: named(from), sourceHandle: 'y', target: named(to), targetHandle: 'x' });
function rows(expanded: readonly string[] = [], language: 'en' | 'zh-Hans' = 'en') {
  const { incoming, outgoing } = topology(graph());
  const { definitions } = currentDoc().graph;
  const facts = shownFacts(useStudio.getState());
  const context = { t: translator(language), facts, definitions, incoming, outgoing };
  return outlineRows(graph(), context, new Set(expanded));
}
const said = (): string => useAnnouncement.getState().text;

beforeAll(async () => {
  await i18next.init({ ...i18nextOptions, lng: 'en' });
});
beforeEach(() => {
  openEmptyProject();
  for (const type of ['output', 'lstm', 'input']) actions.addFromPalette(type);
  actions.changeParam(named('input_layer'), 'from', 'fixed');
  actions.changeParam(named('input_layer'), 'shape', [10, 3]);
  wire('input_layer', 'lstm');
  wire('lstm', 'output');
});

describe('the outline', () => {
  test('goes through the layers in the order in which data flows, and says what comes in and goes out', () => {
    expect(rows().map(({ spoken }) => spoken)).toEqual([
      'Input input_layer. gives time 10 · features 3 to lstm',
      'LSTM lstm. takes time 10 · features 3 from input_layer. gives units 32 to output',
      'Output output. takes units 32 from lstm',
    ]);
    expect(rows([], 'zh-Hans')[1]?.spoken).toBe(
      'LSTM lstm。从 input_layer 接收 时间 10 · 特征 3。把 单元 32 传给 output',
    );
  });

  test('says problems', () => {
    actions.addFromPalette('dense');
    const dense = rows().find(({ title }) => title === 'Dense dense');
    expect(dense?.spoken).toMatch(
      /^Dense dense\. nothing comes in\. gives not known yet, to nobody yet\. 2 problems: Dense misses a wire/,
    );
  });

  test('has the wires below the layer they leave, and the inside of a block below the block', () => {
    const [first, below] = rows([named('lstm')]).slice(1);
    expect([first?.expanded, below?.level, below?.spoken]).toEqual([true, 2, 'Wire to output. units 32']);
    useStudio.getState().select({ nodes: [named('lstm')] });
    actions.groupSelected();
    const [block] = useStudio.getState().selection.nodes;
    const inside = rows([String(block)]).filter(({ kind }) => kind === 'inner');
    expect(inside.map(({ title, at, of }) => [title.split(' ')[0], at, of])).toEqual([
      ['Input', 2, 4],
      ['LSTM', 3, 4],
      ['Output', 4, 4],
    ]);
  });

  test('is searched by typing: one letter looks on, more look again from here', () => {
    const all = rows();
    expect(findTyped(all, 'l', 0)?.title).toBe('LSTM lstm');
    expect(findTyped(all, 'l', 1)?.title).toBe('LSTM lstm');
    expect(findTyped(all, 'ou', 1)?.title).toBe('Output output');
    expect(findTyped(all, 'x', 0)).toBeUndefined();
  });
});

describe('edits are said', () => {
  test('adding, wiring, deleting, undoing and redoing', () => {
    const stop = startAnnouncer();
    actions.addFromPalette('dense');
    expect(said()).toMatch(/^Added: Dense dense/);
    actions.removeParts({ nodes: [named('dense')], wires: [] });
    expect(said()).toMatch(/^Deleted: Dense dense/);
    const [first] = graph().wires;
    if (!first) throw new Error('There are wires.');
    actions.removeParts({ nodes: [], wires: [first.id] });
    expect(said()).toMatch(/^Removed: Wire from input_layer to lstm/);
    wire('input_layer', 'lstm');
    expect(said()).toMatch(/^Connected: Wire from input_layer to lstm: time 10 · features 3/);
    useStudio.getState().undo();
    expect(said()).toMatch(/^Undone: Connect. Removed: Wire from input_layer to lstm/);
    useStudio.getState().redo();
    expect(said()).toMatch(/^Redone: Connect. Connected: Wire from input_layer to lstm/);
    stop();
  });

  test('a repair, and how many errors are left', () => {
    const stop = startAnnouncer();
    actions.addFromPalette('gru');
    wire('lstm', 'gru');
    expect(said()).toMatch(/^Connected: .* Error: “gru” needs a sequence/);
    const problem = problemsOf(currentDoc()).find(({ repair }) => repair === 'returnSequences');
    if (!problem) throw new Error('There is something to repair.');
    repairNow(problem);
    expect(said()).toBe('Repaired. No errors are left');
    stop();
  });

  test('a setting is not repeated', () => {
    const stop = startAnnouncer();
    actions.changeParam(named('lstm'), 'units', 8);
    const before = useAnnouncement.getState().number;
    actions.changeParam(named('lstm'), 'units', 9);
    expect(useAnnouncement.getState().number).toBe(before);
    stop();
  });
});
