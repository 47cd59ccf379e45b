import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Graph, GraphDoc } from '../../shared/graph/graph-doc.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { kerasToGraph } from '../../shared/keras/keras-to-graph.ts';
import { chanceFrom, randomGraph } from './random-graph.ts';
import { meaning } from './same-document.ts';
import { propertyRuns } from '../support/property-runs.ts';

/** Unnamed nodes get names when they are compiled; what comes back has them. */
function named(doc: GraphDoc): GraphDoc {
  const give = <T extends Graph>(graph: T): T => ({
    ...graph,
    nodes: graph.nodes.map((node, index) => ({ ...node, name: `n${index}` })),
  });
  return { ...give(doc), definitions: doc.definitions.map(give) };
}

test('document → Keras config → document: the same nodes, parameters, wires and definitions', () => {
  fc.assert(
    fc.property(fc.record({ seed: fc.nat(2 ** 31), size: fc.integer({ min: 1, max: 8 }) }), ({ seed, size }) => {
      const doc = named(randomGraph(chanceFrom(seed), { size }));
      const compiled = graphToKeras(doc, { inputSpecs: [] });
      if (!compiled.ok) {
        expect(compiled.problem.map((found) => found.code)).toEqual(['graph/no-output']);
        return;
      }
      const read = kerasToGraph(JSON.parse(JSON.stringify(compiled.value)));
      if (!read.ok) throw new Error(JSON.stringify(read.problem));
      expect(meaning(read.value)).toEqual(meaning(doc));
    }),
    propertyRuns(100),
  );
}, 240_000);
