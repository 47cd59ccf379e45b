/** Names of nodes: those of Keras, unique within their graph. */
import type { NodeId } from '../ids.ts';
import { layerType } from '../layers/index.ts';
import type { Definition, GraphNode } from './graph-doc.ts';
import { blockType } from './ports.ts';

/** Keras' `to_snake_case`: `MaxPooling1D` → `max_pooling1d`, `SimpleRNN` → `simple_rnn`. */
export function kerasBaseName(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The name a node of this type starts from. Input layers are `input_layer`, as in Keras. */
export function baseName(type: string): string {
  if (type === 'input') return 'input_layer';
  return kerasBaseName(layerType(type)?.keras?.class ?? type);
}

/** As long as a project file allows. */
const longestName = 200;

/** `base`, or `base_1`, `base_2` … whichever is free first. */
export function uniqueName(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  const short = base.slice(0, longestName - 10);
  for (let count = 1; ; count++) {
    const name = `${short}_${count}`;
    if (!taken.has(name)) return name;
  }
}

/** A name of which Keras would approve: no slash, not empty, not too long for a project file. */
export const safeName = (name: string): string => name.trim().replaceAll('/', '_').slice(0, longestName);

/** Name of every node as Keras will have it: its own, or one after its type; doubles get a number. */
export function nodeNames(
  nodes: readonly GraphNode[],
  definitions: readonly Definition[] = [],
): ReadonlyMap<NodeId, string> {
  const names = new Map<NodeId, string>();
  const taken = new Set<string>();
  // Given names first, so that an unnamed node never takes one.
  for (const named of [true, false]) {
    for (const node of nodes) {
      const own = safeName(node.name);
      if ((own !== '') !== named) continue;
      const definition = node.type === blockType ? definitions.find(({ id }) => id === node.definition) : undefined;
      const name = uniqueName(own || (definition ? safeName(definition.name) || 'block' : baseName(node.type)), taken);
      taken.add(name);
      names.set(node.id, name);
    }
  }
  return names;
}
