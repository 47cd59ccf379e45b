import { type ReactFlowState, useStore, ViewportPortal } from '@xyflow/react';
import { memo, useRef } from 'react';
import type { Wire } from '../../shared/graph/graph-doc.ts';
import { useShownFacts } from '../state/derived.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { useFarView } from './far-view.ts';
import { wirePath } from './far-wires.ts';
import type { CanvasNode } from './flow-adapter.ts';
import classes from './far-view.module.css';

/** So many wires are one line: only those lines are made again of which an end has moved. */
const wiresInLine = 50;

// React Flow's hook does not tell of which kind its nodes are.
const nodesOf = ({ nodes }: ReactFlowState): readonly CanvasNode[] => nodes as CanvasNode[];

/** All wires of a drawing seen from far away, in place of an element with its parts for each of them. */
export const FarWires = memo(function FarWires() {
  return useFarView() ? <Lines /> : null;
});

function Lines() {
  const nodes = useStore(nodesOf);
  const { wires } = useShownGraph();
  const { wrongWires } = useShownFacts();
  const selected = useStudio((state) => state.selection.wires);
  const lineOf = useLines(nodes);
  const special = new Set<string>([...wrongWires, ...selected]);
  const usual = wires.filter(({ id }) => !special.has(id));
  const only = (ids: Iterable<string>): readonly Wire[] => {
    const wanted = new Set(ids);
    return wires.filter(({ id }) => wanted.has(id));
  };
  return (
    <ViewportPortal>
      <svg className={classes.wires} aria-hidden>
        {Array.from({ length: Math.ceil(usual.length / wiresInLine) }, (_, index) => (
          <path key={index} d={lineOf(usual.slice(index * wiresInLine, (index + 1) * wiresInLine))} />
        ))}
        <path d={lineOf(only(wrongWires))} data-wrong />
        <path d={lineOf(only(selected))} data-selected />
      </svg>
    </ViewportPortal>
  );
}

interface Known {
  readonly from: CanvasNode;
  readonly to: CanvasNode;
  readonly path: string;
}

/** The line through several wires. What did not move is remembered. */
function useLines(nodes: readonly CanvasNode[]): (wires: readonly Wire[]) => string {
  const known = useRef(new WeakMap<Wire, Known>());
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const pathOf = (wire: Wire): string => {
    const [from, to] = [byId.get(wire.from.node), byId.get(wire.to.node)];
    if (!from || !to) return '';
    const old = known.current.get(wire);
    if (old && old.from === from && old.to === to) return old.path;
    const path = wirePath(from, to, wire);
    known.current.set(wire, { from, to, path });
    return path;
  };
  return (wires) => wires.map(pathOf).join('');
}
