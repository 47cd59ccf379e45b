/**
 * What a wire shows. Asked for by each wire that is drawn, and not handed through React Flow, which goes through all wires
 * it knows of whenever one of them is another object.
 */
import type { Graph } from '../../shared/graph/graph-doc.ts';
import type { Shape } from '../../shared/graph/shape.ts';
import { type ShownFacts, shownFacts } from '../state/derived.ts';
import { lastOnly } from '../state/last-only.ts';
import { shownGraph } from '../state/shown-graph.ts';
import { type Studio, useStudio } from '../state/store.ts';
import { sameJson } from './same-json.ts';

export interface WireData {
  readonly shape: Shape | undefined;
  readonly masked: boolean;
  readonly maskStops: boolean;
  readonly wrong: boolean;
  /** No other wire starts at its port, and none ends at its port: its label may stand there. */
  readonly aloneAtSource: boolean;
  readonly aloneAtTarget: boolean;
  /** Names of the layers at its ends. */
  readonly from: string;
  readonly to: string;
}

let before: ReadonlyMap<string, WireData> = new Map();

/** What is as it was stays the same object, so that the wire is not drawn again. */
const wiresOf = lastOnly((graph: Graph, facts: ShownFacts): ReadonlyMap<string, WireData> => {
  const starts = Map.groupBy(graph.wires, ({ from }) => `${from.node} ${from.port}`);
  const ends = Map.groupBy(graph.wires, ({ to }) => `${to.node} ${to.port}`);
  const known = before;
  before = new Map(
    graph.wires.map(({ id, from, to }) => {
      const fact = facts.wires.get(id);
      const made: WireData = {
        shape: fact?.shape,
        masked: fact?.masked ?? false,
        maskStops: fact?.maskStops ?? false,
        wrong: facts.wrongWires.has(id),
        aloneAtSource: starts.get(`${from.node} ${from.port}`)?.length === 1,
        aloneAtTarget: ends.get(`${to.node} ${to.port}`)?.length === 1,
        from: facts.names.get(from.node) ?? '',
        to: facts.names.get(to.node) ?? '',
      };
      const old = known.get(id);
      return [id, old && isSame(old, made) ? old : made];
    }),
  );
  return before;
});

const isSame = (a: WireData, b: WireData): boolean =>
  sameJson(a.shape, b.shape) &&
  (['masked', 'maskStops', 'wrong', 'aloneAtSource', 'aloneAtTarget', 'from', 'to'] as const).every(
    (key) => a[key] === b[key],
  );

/** Hundreds of wires ask after each change of the state. */
const wiresIn = lastOnly((state: Studio) => wiresOf(shownGraph(state), shownFacts(state)));

/** undefined: the wire is there no longer. */
export const useWireData = (id: string): WireData | undefined => useStudio((state) => wiresIn(state).get(id));
