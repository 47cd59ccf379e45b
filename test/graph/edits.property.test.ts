/** Whatever is done to a drawing, in any order: it stays a drawing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupIntoBlock, ungroup } from '../../shared/graph/blocks.ts';
import {
  addNode,
  connect,
  deleteAndHeal,
  inScope,
  insertOnWire,
  removeNodes,
  removeWires,
  renameNode,
  setParam,
} from '../../shared/graph/edits.ts';
import { copyFragment, duplicateNodes, pasteFragment } from '../../shared/graph/fragments.ts';
import { type GraphDoc, graphDocSchema } from '../../shared/graph/graph-doc.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { portsOf } from '../../shared/graph/ports.ts';
import { topology } from '../../shared/graph/topology.ts';
import { validateGraph } from '../../shared/graph/validate-graph.ts';
import { kerasToGraph } from '../../shared/keras/keras-to-graph.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { allLayerTypes } from '../../shared/layers/index.ts';
import { chain, draw, input, output, sequenceInput } from './drawing.ts';
import { propertyRuns } from '../support/property-runs.ts';

const start = draw(
  chain(
    input,
    { id: 'lstm', type: 'lstm', params: { units: 3, returnSequences: true } },
    { id: 'dense', type: 'dense', params: { units: 2 } },
    output,
  ),
);
const types = allLayerTypes.map((type) => type.id);

/** An edit, its nodes and wires chosen by numbers that always hit something. */
type Edit = readonly [kind: number, a: number, b: number, c: number];
const edits = fc.array(fc.tuple(fc.nat(11), fc.nat(997), fc.nat(991), fc.nat(983)), { maxLength: 25 });

function apply(doc: GraphDoc, [kind, a, b, c]: Edit): GraphDoc {
  const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];
  const [first, second] = [pick(doc.nodes, a), pick(doc.nodes, b)];
  const chosen = doc.nodes.filter((_, index) => (a >> (index % 9)) % 2 === 1).map((node) => node.id as string);
  switch (kind) {
    case 0:
    case 1:
      return addNode(doc, { type: pick(types, a) ?? 'dense', position: { x: b, y: c } }, doc.definitions).graph;
    case 2:
    case 3: {
      const [from, to] = [
        first && pick(portsOf(first, doc.definitions).outputs, c),
        second && pick(portsOf(second, doc.definitions).inputs, c),
      ];
      return first && second && from && to
        ? connect(doc, { node: first.id, port: from.name }, { node: second.id, port: to.name }, doc.definitions)
        : doc;
    }
    case 4:
      return removeNodes(doc, first ? [first.id] : []);
    case 5:
      return removeWires(doc, [pick(doc.wires, a)?.id ?? '']);
    case 6:
      return insertOnWire(doc, pick(doc.wires, a)?.id ?? '', { type: pick(types, b) ?? 'dense' }, doc.definitions)
        .graph;
    case 7:
      return deleteAndHeal(doc, chosen.slice(0, 3), doc.definitions);
    case 8:
      return groupIntoBlock(doc, undefined, chosen, 'group').doc;
    case 9:
      return ungroup(doc, undefined, doc.nodes.find((node) => node.type === 'block')?.id ?? '').doc;
    case 10: {
      const fragment = copyFragment(doc, undefined, chosen);
      return doc.nodes.length > 40
        ? doc
        : b % 2 && fragment
          ? pasteFragment(doc, undefined, fragment, { keepIncoming: true }).doc
          : duplicateNodes(doc, undefined, chosen).doc;
    }
    default: {
      const scope = pick([undefined, ...doc.definitions.map((definition) => definition.id as string)], c);
      return inScope(doc, scope, (graph) => {
        const node = pick(graph.nodes, a);
        return node
          ? setParam(
              renameNode(graph, node.id, pick(['dense', 'x', '', 'a/b'], b) ?? ''),
              node.id,
              'returnState',
              b % 3 === 0,
            )
          : graph;
      });
    }
  }
}

test('edits in any order leave a valid drawing that can be inferred, validated and, if it is whole, compiled and read back', () => {
  fc.assert(
    fc.property(edits, (list) => {
      const doc = list.reduce(apply, start);
      expect(graphDocSchema.safeParse(JSON.parse(JSON.stringify(doc))).success).toBe(true);
      for (const graph of [doc, ...doc.definitions]) {
        const ids = [...graph.nodes, ...graph.wires].map(({ id }) => id as string);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(graph.nodes.map((node) => node.name)).size).toBe(graph.nodes.length);
        expect(topology(graph).cyclic).toEqual([]);
        for (const { to } of graph.wires) {
          const port = portsOf(
            graph.nodes.find((node) => node.id === to.node) ?? (undefined as never),
            doc.definitions,
          ).inputs.find(({ name }) => name === to.port);
          if (!port?.many)
            expect(graph.wires.filter((wire) => wire.to.node === to.node && wire.to.port === to.port)).toHaveLength(1);
        }
      }
      const options = { inputSpecs: sequenceInput(), targetSpecs: [] };
      const inference = inferGraph(doc, options);
      expect(
        inference.problems.filter(
          (found) => found.code === 'wire/dangling' || found.code === 'graph/definition-missing',
        ),
      ).toEqual([]);
      validateGraph(doc, options);
      const compiled = graphToKeras(doc, options);
      if (!compiled.ok) return;
      const read = kerasToGraph(JSON.parse(JSON.stringify(compiled.value)));
      if (!read.ok) throw new Error(JSON.stringify(read.problem));
      const again = graphToKeras(read.value, { inputSpecs: [] });
      if (!again.ok) throw new Error(JSON.stringify(again.problem));
      expect(JSON.stringify(again.value).length).toBe(JSON.stringify(compiled.value).length);
    }),
    propertyRuns(300),
  );
}, 60_000);
