/** Finding on the canvas: names, types, parameters and problems of layers, and the words of notes and frames. */
import type { TFunction } from 'i18next';
import type { Graph, GraphDoc, GraphNode } from '../../shared/graph/graph-doc.ts';
import type { AnnotationId, NodeId } from '../../shared/ids.ts';
import { problemText } from '../../shared/i18n/translate.ts';
import { layerType } from '../../shared/layers/index.ts';
import { paramLabel, typeText } from '../../shared/graph/node-words.ts';
import type { ShownFacts } from '../state/derived.ts';

export type Found =
  | { readonly kind: 'node'; readonly id: NodeId; readonly label: string }
  | { readonly kind: 'annotation'; readonly id: AnnotationId; readonly label: string };

/** Everything that has all words of the query, from left to right as it stands on the canvas. */
export function findOnCanvas(
  query: string,
  graph: Graph,
  definitions: GraphDoc['definitions'],
  facts: ShownFacts,
  t: TFunction,
): readonly Found[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const fits = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const nodes = graph.nodes.map((node) => {
    const name = facts.names.get(node.id) ?? node.name;
    const type = typeText(t, node, definitions);
    const problems = (facts.problemsOf.get(node.id) ?? []).map((found) => problemText(found, t));
    return {
      at: node.position,
      text: [type, layerType(node.type)?.keras?.class ?? '', name, paramText(node, t), ...problems].join('\n'),
      found: { kind: 'node', id: node.id, label: `${type} ${name}` } as const,
    };
  });
  const annotations = (graph.annotations ?? []).map(({ id, kind, text, position }) => ({
    at: position,
    text: `${t(`canvas.${kind}`)}\n${text}`,
    found: { kind: 'annotation', id, label: t(`canvas.${kind}Named`, { text }) } as const,
  }));
  return [...nodes, ...annotations]
    .filter(({ text }) => fits(text))
    .toSorted((a, b) => a.at.x - b.at.x || a.at.y - b.at.y)
    .map(({ found }) => found);
}

/** Only what was set by hand: everything else is the same on every layer of its type. */
function paramText({ type, params }: GraphNode, t: TFunction): string {
  return Object.entries(params)
    .map(
      ([name, value]) =>
        `${name} ${paramLabel(t, type, name)} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join('\n');
}
