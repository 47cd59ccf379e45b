/** A document as text without ids, positions and what Keras has no place for: names of Outputs and of blocks. */
import { createHash } from 'node:crypto';
import type { Definition, Graph, GraphDoc, GraphNode, ParamValue } from '../../shared/graph/graph-doc.ts';
import { definitionOf, portsOf } from '../../shared/graph/ports.ts';
import { usedInputs, usedNodes } from '../../shared/graph/used-nodes.ts';
import { layerType, parseParams } from '../../shared/layers/index.ts';
import type { ParamSpec } from '../../shared/layers/params.ts';

type Definitions = readonly Definition[];

/** Texts contain those of their sources: without a digest they would grow with every layer. */
const short = ({ type, name }: { readonly type?: string; readonly name: string }, text: string): string =>
  `${type === 'output' || type === 'block' ? '' : name} ${type ?? 'definition'} ${createHash('sha1').update(text).digest('hex').slice(0, 12)} ${text.slice(0, 200)}`;

/** Equal for two documents with the same nodes, parameters, wires and definitions. Nodes that no Output needs are left out. */
export function meaning(doc: GraphDoc): unknown {
  const seen = new Map<string, unknown>();
  const graphs = [graphMeaning(doc, doc.definitions, seen)];
  return { graphs, definitions: [...seen.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

/** `seen`: for each definition its drawing, and how many blocks of each graph apply it. */
function graphMeaning(
  graph: Graph & { readonly name?: string },
  definitions: Definitions,
  seen: Map<string, unknown>,
): unknown {
  const used = usedNodes(graph, definitions);
  const texts = new Map<string, string>();
  const text = (node: GraphNode): string => {
    const known = texts.get(node.id);
    if (known !== undefined) return known;
    const made = short(node, JSON.stringify(nodeMeaning(node, graph, definitions, text, seen)));
    texts.set(node.id, made);
    return made;
  };
  const nodes = graph.nodes.filter((node) => used.has(node.id));
  const shared = new Map<string, number>();
  for (const node of nodes) if (node.definition) shared.set(node.definition, (shared.get(node.definition) ?? 0) + 1);
  return {
    // Outputs in their order, all nodes in any.
    outputs: nodes.filter((node) => node.type === 'output').map(text),
    nodes: nodes.map(text).toSorted(),
    blocks: [...shared.values()].toSorted(),
  };
}

function nodeMeaning(
  node: GraphNode,
  graph: Graph & { readonly name?: string },
  definitions: Definitions,
  text: (node: GraphNode) => string,
  seen: Map<string, unknown>,
): unknown {
  const definition = definitionOf(definitions, node);
  const inside = graph.name !== undefined;
  const open = definition && usedInputs(definition, definitions);
  const inputPorts = portsOf(node, definitions).inputs.filter((port) => !open || open.has(port.name));
  return {
    type: node.type,
    name: node.type === 'output' || node.type === 'block' ? undefined : node.name,
    // What arrives at a definition's Inputs decides their shape.
    params: node.type === 'input' && inside ? {} : params(node.type, node.params, definitions, seen),
    definition: definition && definitionMeaning(definition, definitions, seen),
    inputs: inputPorts.map((port) =>
      graph.wires
        .filter((wire) => wire.to.node === node.id && wire.to.port === port.name)
        .map((wire) => {
          const from = graph.nodes.find((candidate) => candidate.id === wire.from.node);
          if (!from) throw new Error('a wire from nowhere');
          return [text(from), portsOf(from, definitions).outputs.findIndex(({ name }) => name === wire.from.port)];
        }),
    ),
    // Which Input of the definition it is.
    place: node.type === 'input' ? usedInputsOf(graph, definitions).indexOf(node) : undefined,
  };
}

function usedInputsOf(graph: Graph, definitions: Definitions): readonly GraphNode[] {
  const used = usedNodes(graph, definitions);
  return graph.nodes.filter((node) => node.type === 'input' && used.has(node.id));
}

function definitionMeaning(definition: Definition, definitions: Definitions, seen: Map<string, unknown>): string {
  const made = short(definition, JSON.stringify(graphMeaning(definition, definitions, seen)));
  seen.set(made, (seen.get(made) as number | undefined) ?? 1);
  return made;
}

function params(
  type: string,
  given: Readonly<Record<string, ParamValue>>,
  definitions: Definitions,
  seen: Map<string, unknown>,
): unknown {
  const record = layerType(type);
  const parsed = record && parseParams(record, given);
  if (!parsed?.ok) return given;
  return Object.entries({ ...parsed.value, ...sameAsDefault(parsed.value) }).map(([name, value]) => [
    name,
    wrapped(withoutEffectless(value, record?.params[name], parsed.value.trainable), definitions, seen),
  ]);
}

/** Without what the wrapper decides for the layer inside: the parameters it names, and that a frozen one holds frozen layers. */
function withoutEffectless(value: ParamValue, spec: ParamSpec | undefined, trainable: unknown): ParamValue {
  if (spec?.kind !== 'layer' || typeof value !== 'object' || value === null || !('params' in value)) return value;
  const decided = [...(spec.decided ?? []), ...(trainable === false ? ['trainable'] : [])];
  const params = Object.entries(value.params as Readonly<Record<string, ParamValue>>);
  return { ...value, params: Object.fromEntries(params.filter(([name]) => !decided.includes(name))) };
}

/** Values that mean what the default means: Keras writes the default out. */
function sameAsDefault(values: Readonly<Record<string, ParamValue>>): Readonly<Record<string, ParamValue>> {
  return {
    ...(JSON.stringify(values.strides) === JSON.stringify(values.poolSize) && 'poolSize' in values
      ? { strides: null }
      : {}),
    ...('keyDim' in values && values.valueDim === values.keyDim ? { valueDim: null } : {}),
  };
}

/** The layer or definition of a wrapper. */
function wrapped(value: ParamValue, definitions: Definitions, seen: Map<string, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('definition' in value) {
    const definition = definitions.find((one) => one.id === value.definition);
    return definition && definitionMeaning(definition, definitions, seen);
  }
  if ('type' in value && typeof value.type === 'string')
    return [value.type, params(value.type, value.params as Readonly<Record<string, ParamValue>>, definitions, seen)];
  return value;
}
