/** The ports of a node as drawn: those of its record, or the Inputs and Outputs of the block's definition. */
import { layerType } from '../layers/index.ts';
import type { LayerType, Port } from '../layers/layer-type.ts';
import { defaultParams, isVisible } from '../layers/param-values.ts';
import type { Definition, GraphDoc, GraphNode } from './graph-doc.ts';

export const blockType = 'block';

/** `label`: text to show instead of the port's name (a block's ports are called after the nodes inside). */
export interface NodePort extends Port {
  readonly label?: string;
}
export interface NodePorts {
  readonly inputs: readonly NodePort[];
  readonly outputs: readonly NodePort[];
}
const none: NodePorts = { inputs: [], outputs: [] };

export const definitionOf = (definitions: GraphDoc['definitions'], node: GraphNode): Definition | undefined =>
  definitions.find((definition) => definition.id === node.definition);

export const inputNodes = (graph: { readonly nodes: readonly GraphNode[] }): readonly GraphNode[] =>
  graph.nodes.filter((node) => node.type === 'input');
export const outputNodes = (graph: { readonly nodes: readonly GraphNode[] }): readonly GraphNode[] =>
  graph.nodes.filter((node) => node.type === 'output');

/** A block's port is named by the id of the Input or Output node inside its definition, so renaming keeps wires. */
export function portsOf(node: GraphNode, definitions: GraphDoc['definitions']): NodePorts {
  if (node.type === blockType) {
    const definition = definitionOf(definitions, node);
    if (!definition) return none;
    const port = ({ id, name, type }: GraphNode): NodePort => ({ name: id, label: name || type });
    return { inputs: inputNodes(definition).map(port), outputs: outputNodes(definition).map(port) };
  }
  const type = layerType(node.type);
  if (!type) return none;
  const known = portsByParams.get(node.params);
  if (known?.type === type) return known.ports;
  const ports = layerPorts(type, node.params);
  portsByParams.set(node.params, { type, ports });
  return ports;
}

/** Asked for on every edit, for every node: most of them are as they were. */
const portsByParams = new WeakMap<GraphNode['params'], { readonly type: LayerType; readonly ports: NodePorts }>();

function layerPorts(type: LayerType, own: GraphNode['params']): NodePorts {
  const params = { ...defaultParams(type), ...own };
  const visible = ({ visibleIf }: Port): boolean =>
    typeof visibleIf === 'function' ? visibleIf(params) : isVisible(visibleIf, params);
  return { inputs: type.inputs.filter(visible), outputs: type.outputs.filter(visible) };
}
