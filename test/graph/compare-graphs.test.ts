/** Differences between graphs and projects: what a person changed, and nothing else. */
import { describe, expect, test } from 'vitest';
import { newProject } from '../../main/projects/new-project.ts';
import { changeText } from '../../shared/compare-words.ts';
import { compareProjects } from '../../shared/compare-projects.ts';
import { groupIntoBlock } from '../../shared/graph/blocks.ts';
import { compareGraphs } from '../../shared/graph/compare-graphs.ts';
import { insertOnWire, removeNodes, removeWires, setParam } from '../../shared/graph/edits.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { matchNodes } from '../../shared/graph/match-nodes.ts';
import { catalogues } from '../../shared/i18n/index.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { type NodeId, type ProjectId, type WireId } from '../../shared/ids.ts';
import { templateIds } from '../../shared/templates/index.ts';
import { trainingSettingsSchema } from '../../shared/training/training-settings.ts';

const t = translator('en');
const id = (name: string): NodeId => name as NodeId;

/** input → lstm → dense → output, every node called after its id. */
const chain: GraphDoc = {
  nodes: ['input', 'lstm', 'dense', 'output'].map((type, index): GraphDoc['nodes'][number] => ({
    id: id(type),
    type,
    name: type,
    params: type === 'lstm' ? { units: 32 } : type === 'dense' ? { units: 3 } : {},
    position: { x: index * 200, y: 0 },
  })),
  wires: [
    ['input', 'lstm'],
    ['lstm', 'dense'],
    ['dense', 'output'],
  ].map(([from = '', to = ''], index) => ({
    id: `w${index}` as WireId,
    from: { node: id(from), port: 'y' },
    to: { node: id(to), port: 'x' },
  })),
  definitions: [],
};
const changesTo = (after: GraphDoc, before = chain) => compareGraphs(before, after).changes;
const words = (after: GraphDoc, before = chain): readonly string[] =>
  changesTo(after, before).map((change) => changeText(change, t));
const withNode = (node: string, change: Partial<GraphDoc['nodes'][number]>): GraphDoc => ({
  ...chain,
  nodes: chain.nodes.map((known) => (known.id === node ? { ...known, ...change } : known)),
});

describe('the drawing', () => {
  test('the same drawing has no differences, and moving makes none', () => {
    expect(changesTo(chain)).toEqual([]);
    const moved = chain.nodes.map((node) => ({ ...node, position: { x: node.position.x + 50, y: 70 } }));
    expect(changesTo({ ...chain, nodes: moved })).toEqual([]);
  });

  test('parameters are told with both values, absent ones as their defaults', () => {
    const graph = setParam(setParam(chain, id('lstm'), 'units', 64), id('lstm'), 'returnSequences', true);
    expect(words({ ...chain, ...graph })).toEqual(['“lstm”: Units 32 → 64, Return every step off → on']);
    expect(changesTo(withNode('lstm', { params: { units: 32, returnSequences: false } }))).toEqual([]);
  });

  test('a layer put into a wire is one change, and taking it out again is one', () => {
    const { graph, id: added } = insertOnWire(chain, 'w1', { type: 'dropout', position: { x: 0, y: 0 } }, []);
    const after = { ...chain, ...graph };
    expect(words(after)).toEqual(['Added Dropout “dropout”']);
    expect(words(chain, after)).toEqual(['Removed Dropout “dropout”']);
    expect(added).toBeDefined();
  });

  test('renaming, another type, bypassing', () => {
    expect(words(withNode('lstm', { name: 'memory' }))).toEqual(['Renamed “lstm” to “memory”']);
    expect(words(withNode('lstm', { type: 'gru' }))).toEqual(['“lstm” became GRU; it was LSTM']);
    expect(words(withNode('lstm', { bypassed: true }))).toEqual(['Bypassed “lstm”']);
    expect(words(chain, withNode('lstm', { bypassed: true }))).toEqual(['“lstm” takes part again']);
  });

  test('a wire that leads elsewhere', () => {
    const wires = chain.wires.map((wire) =>
      wire.id === 'w1' ? { ...wire, from: { node: id('input'), port: 'y' } } : wire,
    );
    expect(words({ ...chain, wires })).toEqual(['No wire any more from “lstm” to “dense”', 'Wired “input” to “dense”']);
    expect(words({ ...chain, ...removeWires(chain, ['w2' as WireId]) })).toEqual([
      'No wire any more from “dense” to “output”',
    ]);
  });

  test('the order of what a merge takes', () => {
    const merge = (order: readonly string[]): GraphDoc => ({
      ...chain,
      nodes: [
        ...chain.nodes,
        { id: id('join'), type: 'concatenate', name: 'join', params: {}, position: { x: 0, y: 0 } },
      ],
      wires: [
        ...chain.wires,
        ...order.map((from) => ({
          id: `to-${from}` as WireId,
          from: { node: id(from), port: 'y' },
          to: { node: id('join'), port: 'x' },
        })),
      ],
    });
    expect(words(merge(['dense', 'lstm']), merge(['lstm', 'dense']))).toEqual([
      '“join” takes its inputs in another order',
    ]);
  });

  test('a block, and a change inside of it', () => {
    const grouped = groupIntoBlock(chain, undefined, [id('lstm'), id('dense')], 'Head').doc;
    expect(words(grouped)).toContain('Added the block “Head”');
    const [definition] = grouped.definitions;
    if (!definition) throw new Error('no block');
    const inner = definition.nodes.find(({ type }) => type === 'lstm');
    const changed = { ...definition, ...setParam(definition, inner?.id ?? id(''), 'units', 5) };
    expect(words({ ...grouped, definitions: [changed] }, grouped)).toEqual([
      'In the block “Head”: “lstm”: Units 32 → 5',
    ]);
  });
});

describe('which layers are the same', () => {
  const renumbered = (graph: GraphDoc, named: boolean): GraphDoc => ({
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, id: id(`other-${node.id}`), name: named ? node.name : '' })),
    wires: graph.wires.map(({ id: wire, from, to }) => ({
      id: wire,
      from: { ...from, node: id(`other-${from.node}`) },
      to: { ...to, node: id(`other-${to.node}`) },
    })),
  });

  test('by name where no id is shared', () => {
    expect(changesTo(renumbered(chain, true))).toEqual([]);
  });

  test('by place where neither id nor name is shared', () => {
    const long: GraphDoc = {
      ...chain,
      nodes: [
        ...chain.nodes.filter(({ type }) => type !== 'output'),
        { id: id('dense2'), type: 'dense', name: '', params: { units: 7 }, position: { x: 0, y: 0 } },
        ...chain.nodes.filter(({ type }) => type === 'output'),
      ],
      wires: [
        ...chain.wires.filter((wire) => wire.id !== 'w2'),
        { id: 'w3' as WireId, from: { node: id('dense'), port: 'y' }, to: { node: id('dense2'), port: 'x' } },
        { id: 'w4' as WireId, from: { node: id('dense2'), port: 'y' }, to: { node: id('output'), port: 'x' } },
      ],
    };
    const nameless = { ...long, nodes: long.nodes.map((node) => ({ ...node, name: '' })) };
    const matching = matchNodes(nameless, renumbered(nameless, false));
    expect([...matching]).toHaveLength(5);
    for (const [before, after] of matching) expect(after).toBe(`other-${before}`);
  });

  test('what was removed and added is no change of what stays', () => {
    const without = removeNodes(chain, [id('dense')]);
    const after: GraphDoc = {
      ...chain,
      ...without,
      nodes: [...without.nodes, { id: id('flat'), type: 'flatten', name: '', params: {}, position: { x: 0, y: 0 } }],
    };
    expect(changesTo(after).map(({ kind }) => kind)).toEqual(['removed', 'added']);
  });

  test('a large copy is matched in a moment', () => {
    const count = 800;
    const nodes = Array.from({ length: count }, (_, index) => ({
      id: id(`n${index}`),
      type: index === 0 ? 'input' : 'dense',
      name: '',
      params: { units: index },
      position: { x: 0, y: 0 },
    }));
    const wires = nodes.slice(1).map((node, index) => ({
      id: `w${index}` as WireId,
      from: { node: id(`n${index}`), port: 'y' },
      to: { node: node.id, port: 'x' },
    }));
    const large = { nodes, wires, definitions: [] };
    expect(changesTo(renumbered(large, false), large)).toEqual([]);
  });
});

describe('the project', () => {
  const doc = newProject('project-1' as ProjectId, 'Sine', 'dampedSine');

  test('name, data, recipe and training settings', () => {
    const after = {
      ...doc,
      name: 'Cosine',
      data: { source: null, recipe: { ...doc.data.recipe, steps: doc.data.recipe.steps.slice(1) } },
      training: { ...doc.training, epochs: 77, optimizer: { ...doc.training.optimizer, learningRate: 0.5 } },
    };
    const texts = compareProjects(doc, after).map((change) => changeText(change, t));
    expect(texts).toContain('Renamed the project from “Sine” to “Cosine”');
    expect(texts).toContain('No data any more');
    expect(texts).toContain(`Epochs: ${doc.training.epochs} → 77`);
    expect(texts).toContain(`Learning rate: ${doc.training.optimizer.learningRate} → 0.5`);
  });

  test.each(templateIds)('%s has no differences from itself', (template) => {
    const made = newProject('project-1' as ProjectId, 'x', template);
    expect(compareProjects(made, structuredClone(made))).toEqual([]);
  });

  test('every training setting has a name', () => {
    const settings = trainingSettingsSchema.parse(doc.training);
    const names = [
      ...Object.keys(settings).filter((name) => name !== 'optimizer' && name !== 'version'),
      ...Object.keys(settings.optimizer).map((name) => `optimizer.${name}`),
    ];
    expect(names.filter((name) => catalogues.en[`setting.${name}`] === undefined)).toEqual([]);
  });
});
