/** Every port at which a wire could end that has one end already, the best first: for choosing by keyboard. */
import type { Endpoint } from '../../shared/graph/edits.ts';
import type { Graph, GraphDoc } from '../../shared/graph/graph-doc.ts';
import { type NodePort, portsOf } from '../../shared/graph/ports.ts';
import { type FixedEnd, fitRank, type WireFit } from '../../shared/graph/wire-fits.ts';
import type { Connecting } from '../state/session-slice.ts';
import { fitsOf } from './wire-drag.ts';

export interface ConnectTarget {
  readonly fixed: FixedEnd;
  readonly other: Endpoint;
  readonly fit: WireFit;
  readonly rank: number;
  /** The ports from start to end, where a node has more than one. */
  readonly ports: readonly NodePort[];
}

/** The ends of a node that are meant. */
export function fixedEnds(
  graph: Graph,
  definitions: GraphDoc['definitions'],
  connecting: Connecting,
): readonly FixedEnd[] {
  const { node: id, side, port, moved } = connecting;
  const node = graph.nodes.find((candidate) => candidate.id === id);
  const ports = node && portsOf(node, definitions);
  const open = (side === 'source' ? ports?.outputs : ports?.inputs) ?? [];
  return open
    .filter(({ name }) => port === undefined || name === port)
    .map(({ name }) => ({ end: { node: id, port: name }, side, ...(moved ? { moved } : {}) }));
}

export function connectTargets(
  graph: Graph,
  definitions: GraphDoc['definitions'],
  connecting: Connecting,
): readonly ConnectTarget[] {
  const ends = fixedEnds(graph, definitions, connecting);
  const own = graph.nodes.find(({ id }) => id === connecting.node);
  const ownPorts = own ? portsOf(own, definitions) : { inputs: [], outputs: [] };
  const targets = ends.flatMap((fixed) => {
    const fits = fitsOf(fixed);
    const isSource = fixed.side === 'source';
    const held = (isSource ? ownPorts.outputs : ownPorts.inputs).filter(({ name }) => name === fixed.end.port);
    return graph.nodes.flatMap((node): readonly ConnectTarget[] => {
      const ports = portsOf(node, definitions);
      const open = isSource ? ports.inputs : ports.outputs;
      return open.flatMap((port) => {
        const fit = fits?.at(node.id, port.name);
        if (!fit || fit.kind === 'cannot') return [];
        const [mine, theirs] = [ends.length > 1 ? held : [], open.length > 1 ? [port] : []];
        const other = { node: node.id, port: port.name };
        return [
          {
            fixed,
            other,
            fit,
            rank: fitRank(fit, port),
            ports: isSource ? [...mine, ...theirs] : [...theirs, ...mine],
          },
        ];
      });
    });
  });
  return targets.toSorted((a, b) => a.rank - b.rank);
}
