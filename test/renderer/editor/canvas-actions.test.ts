/** What hands do on the canvas, on the real store with the real registry. */
import { beforeEach, describe, expect, test } from 'vitest';
import * as actions from '../../../renderer/canvas/canvas-actions.ts';
import { connectTargets } from '../../../renderer/canvas/connect-targets.ts';
import { copiedText, pasteText } from '../../../renderer/canvas/clipboard.ts';
import { problemsOf, shownFacts } from '../../../renderer/state/derived.ts';
import { shownGraph } from '../../../renderer/state/shown-graph.ts';
import { currentDoc, useStudio } from '../../../renderer/state/store.ts';
import { repairNow } from '../../../renderer/shell/problem-actions.ts';
import type { NodeId } from '../../../shared/ids.ts';
import { openEmptyProject } from './project.ts';

const graph = () => shownGraph(useStudio.getState());
const facts = () => shownFacts(useStudio.getState());
const named = (name: string): NodeId => {
  const node = graph().nodes.find((candidate) => candidate.name === name);
  if (!node)
    throw new Error(
      `No node ${name} among ${graph()
        .nodes.map((other) => other.name)
        .join(', ')}`,
    );
  return node.id;
};
const add = (type: string): void => actions.addFromPalette(type);
function wire(from: string, to: string, port = 'x'): void {
  actions.connectPorts({ source: named(from), sourceHandle: 'y', target: named(to), targetHandle: port });
}

describe('the canvas', () => {
  beforeEach(() => {
    openEmptyProject();
    for (const type of ['input', 'lstm', 'dense', 'output']) add(type);
    actions.changeParam(named('input_layer'), 'from', 'fixed');
    actions.changeParam(named('input_layer'), 'shape', [10, 3]);
  });

  test('layers from the palette stand beside each other and never on top of one another', () => {
    for (let extra = 0; extra < 4; extra++) {
      useStudio.getState().select({ nodes: [named('lstm')] });
      add('dropout');
    }
    const places = graph().nodes.map(({ position }) => `${position.x},${position.y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test('wires carry shapes as soon as they are drawn', () => {
    wire('input_layer', 'lstm');
    wire('lstm', 'dense');
    expect(
      facts()
        .nodes.get(named('dense'))
        ?.outputs['y']?.map((axis) => axis.size),
    ).toEqual([null, 1]);
  });

  test('a wire that would close a circle is refused', () => {
    wire('lstm', 'dense');
    expect(
      actions.canConnect({ source: named('dense'), sourceHandle: 'y', target: named('lstm'), targetHandle: 'x' }),
    ).toBe(false);
    wire('dense', 'lstm');
    expect(graph().wires).toHaveLength(1);
  });

  test('the keyboard is offered every layer behind, free ports first', () => {
    wire('input_layer', 'dense');
    const targets = connectTargets(graph(), [], { node: named('lstm'), side: 'source' }).map(
      (target) => target.other.node,
    );
    expect(targets).toContain(named('output'));
    expect(targets).not.toContain(named('input_layer'));
    expect(targets.indexOf(named('output'))).toBeLessThan(targets.indexOf(named('dense')));
  });

  test('moving derives nothing anew: shapes and problems are the same objects', () => {
    wire('input_layer', 'lstm');
    const before = { problems: problemsOf(currentDoc()), wires: facts().wires };
    actions.commitMoves([{ id: named('lstm'), position: { x: 999, y: 1 } }]);
    expect(graph().nodes.find((node) => node.id === named('lstm'))?.position).toEqual({ x: 999, y: 1 });
    expect(problemsOf(currentDoc())).toBe(before.problems);
    expect(facts().wires).toBe(before.wires);
  });

  test('a drag of several nodes is one step, and one that ends where it began is none', () => {
    const steps = useStudio.getState().past.length;
    const here = graph().nodes.map(({ id, position }) => ({ id, position }));
    actions.commitMoves(here);
    expect(useStudio.getState().past.length).toBe(steps);
    actions.commitMoves(here.map(({ id, position }) => ({ id, position: { x: position.x + 5, y: position.y } })));
    expect(useStudio.getState().past.length).toBe(steps + 1);
  });

  test('a row of arrow presses is one step', () => {
    useStudio.getState().select({ nodes: [named('lstm')] });
    const steps = useStudio.getState().past.length;
    for (let press = 0; press < 5; press++) actions.moveSelected({ x: 10, y: 0 });
    expect(useStudio.getState().past.length).toBe(steps + 1);
  });

  test('LSTM behind LSTM is mended by one repair, which is one undo step', () => {
    add('lstm');
    wire('input_layer', 'lstm');
    wire('lstm', 'lstm_1');
    const found = problemsOf(currentDoc()).find(
      (problem) => problem.nodeId === named('lstm_1') && problem.code === 'shape/rank',
    );
    expect(found?.repair).toBe('returnSequences');
    expect(facts().wrongWires.size).toBe(1);
    if (found) repairNow(found);
    expect(
      facts()
        .nodes.get(named('lstm'))
        ?.outputs['y']?.map((axis) => axis.size),
    ).toEqual([null, 10, 32]);
    expect(facts().wrongWires.size).toBe(0);
    useStudio.getState().undo();
    expect(problemsOf(currentDoc()).some((problem) => problem.code === 'shape/rank')).toBe(true);
  });

  test('copied layers are text that pastes with fresh ids and names', () => {
    wire('lstm', 'dense');
    useStudio.getState().select({ nodes: [named('lstm'), named('dense')] });
    const text = copiedText();
    expect(typeof text).toBe('string');
    pasteText(text ?? '');
    expect(graph().nodes.map((node) => node.name)).toEqual(expect.arrayContaining(['lstm_1', 'dense_1']));
    expect(graph().wires).toHaveLength(2);
    expect(useStudio.getState().selection.nodes).toEqual([named('lstm_1'), named('dense_1')]);
  });

  test('text that is no fragment pastes nothing', () => {
    const before = currentDoc();
    pasteText('{"kind":"weft-fragment","nodes":[{"id":1}]}');
    pasteText('plain text');
    expect(currentDoc()).toBe(before);
  });

  test('deleting with joining keeps the chain', () => {
    wire('lstm', 'dense');
    wire('dense', 'output');
    useStudio.getState().select({ nodes: [named('dense')] });
    actions.deleteAndJoin();
    expect(graph().wires.map(({ from, to }) => [from.node, to.node])).toEqual([[named('lstm'), named('output')]]);
  });

  test('a block can be opened, edited inside and dissolved', () => {
    wire('input_layer', 'lstm');
    wire('lstm', 'dense');
    wire('dense', 'output');
    useStudio.getState().select({ nodes: [named('lstm'), named('dense')] });
    actions.groupSelected();
    const block = graph().nodes.find((node) => node.type === 'block');
    expect(block?.definition).toBeDefined();
    if (!block?.definition) return;
    useStudio.getState().openBlock([block.definition]);
    actions.changeParam(named('lstm'), 'units', 5);
    expect(
      facts()
        .nodes.get(named('lstm'))
        ?.outputs['y']?.map((axis) => axis.size),
    ).toEqual([null, 5]);
    useStudio.getState().openBlock([]);
    expect(currentDoc().graph.definitions[0]?.nodes.find((node) => node.name === 'lstm')?.params['units']).toBe(5);
    useStudio.getState().select({ nodes: [block.id] });
    actions.ungroupSelected();
    expect(
      graph()
        .nodes.map((node) => node.type)
        .toSorted(),
    ).toEqual(['dense', 'input', 'lstm', 'output']);
    expect(currentDoc().graph.definitions).toHaveLength(0);
  });
});
