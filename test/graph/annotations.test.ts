/** Notes and frames: part of the document, of copies and of blocks, and nothing to the compiler. */
import { describe, expect, test } from 'vitest';
import {
  addAnnotation,
  boxOf,
  changeAnnotation,
  frameAround,
  heldBy,
  moveAnnotations,
  refitFrames,
  removeAnnotations,
} from '../../shared/graph/annotations.ts';
import { groupIntoBlock, ungroup } from '../../shared/graph/blocks.ts';
import { emptyRecipe } from '../../shared/data/recipe.ts';
import { documentHash } from '../../shared/contract/document-hash.ts';
import { inScope, moveNodes, removeNodes } from '../../shared/graph/edits.ts';
import { copyFragment, fragmentSchema, pasteFragment } from '../../shared/graph/fragments.ts';
import { type GraphDoc, graphDocSchema } from '../../shared/graph/graph-doc.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { chain, draw, input, output, sequenceInput } from './drawing.ts';

const start = draw(
  chain(input, { id: 'lstm', type: 'lstm' }, { id: 'dense', type: 'dense', params: { units: 2 } }, output),
);
const note = {
  kind: 'note',
  text: 'Why 32?',
  position: { x: 120, y: -100 },
  size: { width: 160, height: 80 },
} as const;
// The drawings of these tests stand closer than layers on a screen.
const small = () => ({ width: 60, height: 40 });
const framed = (doc: GraphDoc) => {
  const made = frameAround(doc, ['lstm', 'dense'], 'Reader', small);
  if (!made) throw new Error('no frame');
  return made;
};

describe('notes and frames', () => {
  test('are added, changed, moved and removed, and leave no trace', () => {
    const { graph, id } = addAnnotation(start, note);
    expect(graph.annotations).toEqual([{ id, colour: 'amber', ...note }]);
    expect(graphDocSchema.parse(JSON.parse(JSON.stringify(graph)))).toEqual(graph);
    const changed = changeAnnotation(graph, id, { text: 'Because', colour: 'blue' });
    expect(changed.annotations?.[0]).toMatchObject({ text: 'Because', colour: 'blue', position: note.position });
    expect(changeAnnotation(changed, id, { text: 'Because' })).toBe(changed);
    expect(moveAnnotations(graph, new Map([[id, { x: 5, y: 6 }]])).annotations?.[0]?.position).toEqual({ x: 5, y: 6 });
    expect(removeAnnotations(graph, [id])).toEqual(start);
    expect('annotations' in removeAnnotations(graph, [id])).toBe(false);
  });

  test('a frame holds what lies in it', () => {
    const { graph, id } = framed(
      addAnnotation(start, { ...note, position: { x: 110, y: -20 }, size: { width: 20, height: 20 } }).graph,
    );
    const frame = graph.annotations?.find((annotation) => annotation.id === id);
    if (!frame) throw new Error('no frame');
    const held = heldBy(graph, frame, small);
    expect(held.nodes.map((node) => node.id)).toEqual(['lstm', 'dense']);
    expect(held.annotations.map(({ kind }) => kind)).toEqual(['note']);
    expect(frameAround(start, [], 'Nothing')).toBeUndefined();
  });

  test('change neither what is inferred nor whether a run still fits', () => {
    const { graph } = framed(addAnnotation(start, note).graph);
    const options = { inputSpecs: sequenceInput() };
    expect(inferGraph(graph, options)).toBe(inferGraph(start, options));
    const data = { source: null, recipe: emptyRecipe };
    expect(documentHash({ graph, data })).toBe(documentHash({ graph: start, data }));
  });

  test('stay where they are when nodes and wires are edited', () => {
    const { graph } = addAnnotation(start, note);
    expect(removeNodes(graph, ['lstm']).annotations).toBe(graph.annotations);
    expect(inScope(graph, undefined, ({ nodes, wires }) => ({ nodes: nodes.slice(1), wires })).annotations).toBe(
      graph.annotations,
    );
  });

  test('are copied as text and pasted with fresh ids, alone or with nodes', () => {
    const { graph, id } = framed(start);
    for (const ids of [[id as string], [id, 'lstm', 'dense']]) {
      const copied = copyFragment(graph, undefined, ids);
      const fragment = fragmentSchema.parse(JSON.parse(JSON.stringify(copied)));
      const pasted = pasteFragment(graph, undefined, fragment);
      expect(pasted.annotations).toHaveLength(1);
      expect(pasted.ids).toHaveLength(ids.length - 1);
      expect(new Set(pasted.doc.annotations?.map((annotation) => annotation.id)).size).toBe(2);
    }
  });

  test('follow an arrangement: frames fit what they held, and take their notes along', () => {
    const { graph, id } = framed(
      addAnnotation(start, { ...note, position: { x: 110, y: -20 }, size: { width: 20, height: 20 } }).graph,
    );
    const outer = addAnnotation(graph, {
      kind: 'frame',
      text: 'All',
      position: { x: -200, y: -200 },
      size: { width: 900, height: 600 },
    });
    const moved = moveNodes(
      outer.graph,
      new Map([
        ['lstm', { x: 1000, y: 500 }],
        ['dense', { x: 1200, y: 500 }],
      ]),
    );
    const fitted = refitFrames(outer.graph, moved, small);
    const boxes = new Map(fitted.annotations?.map((annotation) => [annotation.id as string, boxOf(annotation)]));
    const [inner, around] = [boxes.get(id), boxes.get(outer.id)];
    expect(inner).toEqual({ x: 976, y: 412, width: 308, height: 152 });
    expect(
      heldBy(fitted, fitted.annotations?.find((one) => one.id === id) ?? ({} as never), small).annotations,
    ).toHaveLength(1);
    // The frame around everything holds the smaller frame as well.
    expect([
      around && inner && around.x < inner.x,
      around && inner && around.x + around.width > inner.x + inner.width,
    ]).toEqual([true, true]);
  });

  test('go into a block with the nodes, and come out of it again', () => {
    const { graph, id } = framed(start);
    const { doc, id: block } = groupIntoBlock(graph, undefined, ['lstm', 'dense', id]);
    expect(doc.annotations).toBeUndefined();
    expect(doc.definitions[0]?.annotations).toMatchObject([{ id, text: 'Reader' }]);
    const opened = ungroup(doc, undefined, block ?? '').doc;
    expect(opened.annotations).toMatchObject([{ kind: 'frame', text: 'Reader' }]);
    const kept = groupIntoBlock(graph, undefined, ['lstm', 'dense']).doc;
    expect(kept.annotations).toBe(graph.annotations);
  });
});
