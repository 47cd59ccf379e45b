/** A bypassed node is drawn and left out of the model: shapes, compiler, summary and checks agree on it. */
import { describe, expect, test } from 'vitest';
import { plainDoc, setBypassed, withoutBypassed } from '../../shared/graph/bypass.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { inferGraph, totalParams } from '../../shared/graph/infer-shapes.ts';
import { summarize } from '../../shared/graph/summary.ts';
import { validateGraph } from '../../shared/graph/validate-graph.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { chain, draw, type DrawnNode, input, output, sequenceInput } from './drawing.ts';

const lstm: DrawnNode = { id: 'lstm', type: 'lstm', params: { units: 4, returnSequences: true } };
const dropout: DrawnNode = { id: 'dropout', type: 'dropout', params: {} };
const dense: DrawnNode = { id: 'dense', type: 'dense', params: { units: 2 } };
const options = { inputSpecs: sequenceInput(), targetSpecs: [] };

const bypass = (doc: GraphDoc, ...ids: readonly string[]): GraphDoc => setBypassed(doc, ids, true, doc.definitions);
const compiled = (doc: GraphDoc): string => {
  const result = graphToKeras(doc, options);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return JSON.stringify(result.value);
};

describe('a bypassed node', () => {
  const whole = draw(chain(input, lstm, dropout, dense, output));
  const without = draw(chain(input, lstm, dense, output));

  test('compiles, counts and summarises as if it were not there', () => {
    const doc = bypass(whole, 'dropout');
    expect(compiled(doc)).toBe(compiled(without));
    const facts = inferGraph(doc, options);
    expect(totalParams(doc, facts)).toEqual(totalParams(without, inferGraph(without, options)));
    expect(summarize(doc, inferGraph(doc, options), []).rows.map(({ name }) => name)).toEqual(['in', 'lstm', 'dense']);
    expect(validateGraph(doc, options)).toEqual([]);
  });

  test('shows on both its wires what goes by', () => {
    const doc = bypass(whole, 'lstm');
    const { wires, nodes } = inferGraph(doc, options);
    const sizes = doc.wires.map(({ id }) => wires.get(id)?.shape.map((axis) => axis.size));
    expect(sizes.slice(0, 3)).toEqual([
      [null, 8, 3],
      [null, 8, 3],
      [null, 8, 3],
    ]);
    expect(nodes.get(doc.nodes[1]?.id ?? ('' as never))?.params).toEqual({ trainable: 0, other: 0 });
  });

  test('lets a mask through that it would have stopped', () => {
    const masked = draw(
      chain(input, { id: 'masking', type: 'masking' }, { id: 'flatten', type: 'flatten' }, lstm, output),
    );
    const doc = bypass(masked, 'flatten');
    const { wires, problems } = inferGraph(doc, options);
    expect(problems).toEqual([]);
    expect(wires.get(doc.wires[2]?.id ?? ('' as never))?.masked).toBe(true);
  });

  test('is put back by the same edit, to the very same document', () => {
    const doc = bypass(whole, 'dropout');
    expect(setBypassed(doc, ['dropout'], false, [])).toEqual(whole);
    expect(setBypassed(whole, ['dropout'], false, [])).toBe(whole);
  });

  test('several in a row, and one inside a block', () => {
    expect(compiled(bypass(whole, 'dropout', 'dense'))).toBe(compiled(draw(chain(input, lstm, output))));
    const inner = (...nodes: readonly DrawnNode[]) => ({
      id: 'd',
      name: 'd',
      ...chain({ id: 'from', type: 'input' }, ...nodes, { id: 'to', type: 'output' }),
    });
    const block = (definition: ReturnType<typeof inner>): GraphDoc =>
      draw(
        {
          nodes: [input, { id: 'b', type: 'block', definition: 'd' }, output],
          wires: [
            ['in', 'b.from'],
            ['b.to', 'out'],
          ],
        },
        [definition],
      );
    const doc = block(inner(lstm, dropout));
    const [definition] = doc.definitions;
    if (!definition) throw new Error('no definition');
    const bypassed = {
      ...doc,
      definitions: [bypass({ ...definition, definitions: [] }, 'dropout')],
    } as unknown as GraphDoc;
    expect(compiled(bypassed)).toBe(compiled(block(inner(lstm))));
  });

  test('of a merge lets the first wire through; what led only to its others is unused', () => {
    const doc = bypass(
      draw({
        nodes: [input, lstm, { id: 'other', type: 'dense', params: { units: 4 } }, { id: 'add', type: 'add' }, output],
        wires: [
          ['in', 'lstm'],
          ['in', 'other'],
          ['lstm', 'add'],
          ['other', 'add'],
          ['add', 'out'],
        ],
      }),
      'add',
    );
    expect(compiled(doc)).toBe(compiled(draw(chain(input, lstm, output))));
    expect(validateGraph(doc, options).map(({ code, nodeId }) => [code, nodeId])).toEqual([
      ['graph/unused-node', 'other'],
    ]);
  });

  test('whose rare outputs are wired is told, and does not compile', () => {
    const doc = bypass(
      draw({
        nodes: [
          input,
          { ...lstm, params: { units: 3, returnState: true, returnSequences: true } },
          { id: 'next', type: 'lstm', params: { units: 3 } },
          output,
        ],
        wires: [
          ['in', 'lstm'],
          ['lstm', 'next'],
          ['lstm.h', 'next.h0'],
          ['lstm.c', 'next.c0'],
          ['next', 'out'],
        ],
      }),
      'lstm',
    );
    expect(validateGraph(doc, options).find(({ code }) => code === 'graph/bypass')).toMatchObject({
      nodeId: 'lstm',
      severity: 'error',
      details: { layer: 'lstm', port: 'h' },
    });
    expect(graphToKeras(doc, options).ok).toBe(false);
  });

  test('Inputs and Outputs are never bypassed', () => {
    expect(bypass(whole, 'in', 'out')).toBe(whole);
    expect(plainDoc(whole)).toBe(whole);
    expect(withoutBypassed(whole, [])).toBe(whole);
  });

  test('with nothing wired to it leaves what is behind without a wire, and in a circle nothing hangs', () => {
    const open = bypass(
      draw({
        nodes: [input, dropout, dense, output],
        wires: [
          ['dropout', 'dense'],
          ['dense', 'out'],
        ],
      }),
      'dropout',
    );
    expect(validateGraph(open, options).some(({ code, nodeId }) => code === 'wire/missing' && nodeId === 'dense')).toBe(
      true,
    );
    const circle = draw({
      nodes: [dropout, { ...dropout, id: 'two' }, dense],
      wires: [
        ['dropout', 'two'],
        ['two', 'dropout'],
        ['two', 'dense'],
      ],
    });
    expect(withoutBypassed(bypass(circle, 'dropout', 'two'), []).wires).toEqual([]);
  });
});
