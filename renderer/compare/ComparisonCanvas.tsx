import '@xyflow/react/dist/style.css';
import { useMantineColorScheme } from '@mantine/core';
import {
  Background,
  type Edge,
  Handle,
  type Node,
  type NodeProps,
  Panel,
  Position,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { changeAtNode } from '../../shared/compare-words.ts';
import { typeText } from '../canvas/layer-text.ts';
import { useT } from '../ui/i18n.ts';
import type { ComparisonGraph, MarkedNode } from './comparison-graph.ts';
import { MarkSign } from './MarkSign.tsx';
import classes from './compare.module.css';

type ComparedNode = Node<MarkedNode & Record<string, unknown>, 'compared'>;
const nodeTypes = { compared: ComparedLayer };
const fitOptions = { padding: 0.1, maxZoom: 1.2 };

/** Both drawings, read-only: added layers green, changed ones amber, removed ones as ghosts; each with a sign as well. */
export function ComparisonCanvas({ graph, shown }: { graph: ComparisonGraph; shown: string | null }) {
  const t = useT();
  const { colorScheme } = useMantineColorScheme();
  const flow = useRef<ReactFlowInstance<ComparedNode> | null>(null);
  const nodes = useMemo(
    () =>
      graph.nodes.map(
        (marked): ComparedNode => ({
          id: marked.id,
          type: 'compared',
          position: marked.position,
          data: { ...marked },
          selected: marked.id === shown,
          ariaLabel: `${marked.name}${marked.mark === 'same' ? '' : `: ${t(`compare.mark.${marked.mark}`)}`}`,
        }),
      ),
    [graph, shown, t],
  );
  const edges = useMemo(
    () =>
      graph.wires.map(
        ({ id, from, to, mark }): Edge => ({
          id,
          source: from,
          target: to,
          className: classes[`wire-${mark}`] ?? '',
          focusable: false,
        }),
      ),
    [graph],
  );
  useEffect(() => {
    if (shown !== null) void flow.current?.fitView({ nodes: [{ id: shown }], maxZoom: 1.1, padding: 1.5 });
  }, [shown]);
  return (
    <section className={classes.canvas} aria-label={t('compare.canvas')}>
      <ReactFlow<ComparedNode>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onInit={(instance) => {
          flow.current = instance;
        }}
        fitView
        fitViewOptions={fitOptions}
        nodesDraggable={false}
        nodesConnectable={false}
        deleteKeyCode={null}
        minZoom={0.05}
        maxZoom={2}
        colorMode={colorScheme === 'auto' ? 'system' : colorScheme}
        proOptions={{ hideAttribution: false }}
      >
        <Background gap={22} size={1.2} />
        <Panel position="top-right">
          <ul className={classes.legend} aria-label={t('compare.legend')}>
            {(['added', 'removed', 'changed'] as const).map((mark) => (
              <li key={mark}>
                <MarkSign mark={mark} />
                {t(`compare.mark.${mark}`)}
              </li>
            ))}
          </ul>
        </Panel>
      </ReactFlow>
    </section>
  );
}

/** A layer has room for so many; the list has all of them. */
const shownChanges = 3;
/** Wires stay straight between layers of different heights. */
const atName = { top: 30 };

function ComparedLayer({ data, selected }: NodeProps<ComparedNode>) {
  const t = useT();
  const { node, name, mark, changes } = data;
  return (
    <div className={classes.node} data-mark={mark} data-selected={selected}>
      {mark !== 'same' && <MarkSign mark={mark} />}
      <strong>{typeText(t, node, [])}</strong>
      <span>{name}</span>
      {changes.slice(0, shownChanges).map((change, index) => (
        <em key={index}>{changeAtNode(change, t)}</em>
      ))}
      {changes.length > shownChanges && (
        <em>{t('projects.versions.more', { count: changes.length - shownChanges })}</em>
      )}
      {node.type !== 'input' && <Handle type="target" position={Position.Left} isConnectable={false} style={atName} />}
      {node.type !== 'output' && (
        <Handle type="source" position={Position.Right} isConnectable={false} style={atName} />
      )}
    </div>
  );
}
