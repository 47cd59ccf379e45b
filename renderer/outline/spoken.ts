/** What the outline says of a layer or a wire: read aloud it stands for the drawing. */
import type { TFunction } from 'i18next';
import type { GraphDoc, GraphNode, Wire } from '../../shared/graph/graph-doc.ts';
import { type NodePort, portsOf } from '../../shared/graph/ports.ts';
import { problemText } from '../../shared/i18n/translate.ts';
import { typeText } from '../canvas/layer-text.ts';
import { portText } from '../canvas/port-text.ts';
import { shapeLabel } from '../canvas/shape-label.ts';
import type { ShownFacts } from '../state/derived.ts';

export interface SpokenContext {
  readonly t: TFunction;
  readonly facts: ShownFacts;
  readonly definitions: GraphDoc['definitions'];
  readonly incoming: ReadonlyMap<string, readonly Wire[]>;
  readonly outgoing: ReadonlyMap<string, readonly Wire[]>;
  /** What a layer costs, while that is shown. */
  readonly cost?: ((node: string) => string) | undefined;
}

const nameOf = ({ facts }: SpokenContext, id: string): string => facts.names.get(id) ?? '';

export const nodeTitle = (context: SpokenContext, node: GraphNode): string =>
  `${typeText(context.t, node, context.definitions)} ${shownName(context, node)}`.trim();

const shownName = (context: SpokenContext, node: GraphNode): string => nameOf(context, node.id) || node.name;

/** Type, name, what comes in, what goes out, problems. */
export function spokenNode(context: SpokenContext, node: GraphNode): string {
  const { t } = context;
  const parts = [
    nodeTitle(context, node),
    ...(node.bypassed ? [t('canvas.bypassed')] : []),
    ...[context.cost?.(node.id) ?? ''].filter(Boolean),
    ...incomingWords(context, node),
    ...outgoingWords(context, node),
  ];
  const problems = context.facts.problemsOf.get(node.id) ?? [];
  if (problems.length > 0)
    parts.push(
      t('outline.problems', {
        count: problems.length,
        texts: problems.map((problem) => problemText(problem, t)).join(' '),
      }),
    );
  return parts.join(t('outline.stop'));
}

const shapeOf = ({ facts: { wires }, t }: SpokenContext, wire: Wire): string => {
  const shape = wires.get(wire.id)?.shape;
  return shape ? shapeLabel(shape, t) : t('editor.noShape');
};

/** The first port is the one that is always meant; others are named. */
const named = (ports: readonly NodePort[], name: string, { t }: SpokenContext, words: string): string => {
  const at = ports.findIndex((candidate) => candidate.name === name);
  const port = ports[at];
  return at > 0 && port ? t('outline.atPort', { port: portText(port, t), words }) : words;
};

function incomingWords(context: SpokenContext, node: GraphNode): readonly string[] {
  const { inputs } = portsOf(node, context.definitions);
  if (inputs.length === 0) return [];
  const wires = context.incoming.get(node.id) ?? [];
  if (wires.length === 0) return [context.t('outline.nothingIn')];
  return wires.map((wire) => {
    const words = context.t('outline.takes', {
      shape: shapeOf(context, wire),
      name: nameOf(context, wire.from.node),
    });
    return named(inputs, wire.to.port, context, words);
  });
}

function outgoingWords(context: SpokenContext, node: GraphNode): readonly string[] {
  const { outputs } = portsOf(node, context.definitions);
  const { t } = context;
  const wires = context.outgoing.get(node.id) ?? [];
  if (outputs.length === 0) return [];
  if (wires.length === 0) {
    const shape = context.facts.nodes.get(node.id)?.outputs[outputs[0]?.name ?? 'y'];
    return [t('outline.nothingOut', { shape: shape ? shapeLabel(shape, t) : t('editor.noShape') })];
  }
  return wires.map((wire) => {
    const words = t('outline.gives', { shape: shapeOf(context, wire), name: nameOf(context, wire.to.node) });
    return named(outputs, wire.from.port, context, words);
  });
}

/** A wire below the layer that it leaves. */
export function spokenWire(context: SpokenContext, wire: Wire): string {
  const { t } = context;
  const fact = context.facts.wires.get(wire.id);
  const parts = [t('editor.wireTo', { name: nameOf(context, wire.to.node) }), shapeOf(context, wire)];
  if (fact?.maskStops === true) parts.push(t('editor.maskStops'));
  else if (fact?.masked === true) parts.push(t('editor.masked'));
  if (context.facts.wrongWires.has(wire.id)) parts.push(t('outline.wrongWire'));
  return parts.join(t('outline.stop'));
}
