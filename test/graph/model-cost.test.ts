/** What layers cost, counted by hand. */
import { expect, test } from 'vitest';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import type { GraphDoc, GraphNode } from '../../shared/graph/graph-doc.ts';
import { nodeCosts, totalCost } from '../../shared/graph/model-cost.ts';
import type { DefinitionId, NodeId, WireId } from '../../shared/ids.ts';

type Params = GraphNode['params'];

/** input(shape) → layer → output, and the cost of the layer. */
function costOf(
  shape: readonly (number | null)[],
  type: string,
  params: Params,
  definitions: GraphDoc['definitions'] = [],
) {
  const node = (id: string, kind: string, own: Params): GraphNode => ({
    id: id as NodeId,
    type: kind,
    name: id,
    params: own,
    position: { x: 0, y: 0 },
    ...(kind === 'block' ? { definition: 'inner' as DefinitionId } : {}),
  });
  const wire = (from: string, to: string, fromPort = 'y', toPort = 'x') => ({
    id: `${from}-${to}` as WireId,
    from: { node: from as NodeId, port: fromPort },
    to: { node: to as NodeId, port: toPort },
  });
  const isBlock = type === 'block';
  const doc: GraphDoc = {
    nodes: [node('in', 'input', { from: 'fixed', shape }), node('layer', type, params), node('out', 'output', {})],
    wires: [wire('in', 'layer', 'y', isBlock ? 'inner_in' : 'x'), wire('layer', 'out', isBlock ? 'inner_out' : 'y')],
    definitions,
  };
  const inference = inferGraph(doc, { inputSpecs: [] });
  expect(inference.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const costs = nodeCosts(doc, inference, definitions);
  return { cost: costs.get('layer' as NodeId), total: totalCost(costs.values()) };
}

const dense = { type: 'dense', params: { units: 3 } };

test.each([
  ['dense', [20], { units: 3 }, 20 * 3],
  ['dense', [10, 20], { units: 3 }, 10 * 20 * 3],
  ['lstm', [10, 20], { units: 8 }, 10 * 4 * 8 * (20 + 8)],
  ['gru', [10, 20], { units: 8 }, 10 * 3 * 8 * (20 + 8)],
  ['simpleRnn', [10, 20], { units: 8 }, 10 * 8 * (20 + 8)],
  ['conv1d', [10, 4], { filters: 6, kernelSize: [3], padding: 'same' }, 10 * 6 * 3 * 4],
  ['conv2d', [8, 8, 3], { filters: 5, kernelSize: [3, 3], padding: 'same' }, 64 * 5 * 9 * 3],
  ['depthwiseConv1d', [10, 4], { kernelSize: [3], padding: 'same' }, 10 * 4 * 3],
  ['separableConv1d', [10, 4], { filters: 6, kernelSize: [3], padding: 'same' }, 10 * 4 * 3 + 10 * 4 * 6],
  ['timeDistributed', [10, 20], { layer: dense }, 10 * 20 * 3],
  ['bidirectional', [10, 20], { layer: { type: 'lstm', params: { units: 8 } } }, 2 * 10 * 4 * 8 * (20 + 8)],
  ['flatten', [10, 20], {}, 0],
] as const)('%s of %j', (type, shape, params, multiplyAdds) => {
  expect(costOf(shape, type, params as Params).cost).toMatchObject({ multiplyAdds, perStep: false });
});

test('weights, memory, and totals', () => {
  const { cost, total } = costOf([20], 'dense', { units: 3 });
  expect(cost).toEqual({ params: 63, multiplyAdds: 60, activationBytes: 12, perStep: false });
  // The Input holds 20 numbers.
  expect(total).toEqual({ params: 63, multiplyAdds: 60, activationBytes: 12 + 80, perStep: false });
});

test('sequences of any length are counted by step', () => {
  expect(costOf([null, 20], 'lstm', { units: 8 }).cost).toMatchObject({ multiplyAdds: 4 * 8 * 28, perStep: true });
});

test('a block costs what is inside it', () => {
  const at = { position: { x: 0, y: 0 } };
  const definition: GraphDoc['definitions'][number] = {
    id: 'inner' as DefinitionId,
    name: 'inner',
    nodes: [
      { id: 'inner_in' as NodeId, type: 'input', name: 'a', params: { from: 'fixed', shape: [20] }, ...at },
      { id: 'inner_dense' as NodeId, type: 'dense', name: 'b', params: { units: 3 }, ...at },
      { id: 'inner_out' as NodeId, type: 'output', name: 'c', params: {}, ...at },
    ],
    wires: [
      {
        id: 'a' as WireId,
        from: { node: 'inner_in' as NodeId, port: 'y' },
        to: { node: 'inner_dense' as NodeId, port: 'x' },
      },
      {
        id: 'b' as WireId,
        from: { node: 'inner_dense' as NodeId, port: 'y' },
        to: { node: 'inner_out' as NodeId, port: 'x' },
      },
    ],
  };
  expect(costOf([20], 'block', {}, [definition]).cost).toMatchObject({ params: 63, multiplyAdds: 60 });
});
