import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import type { NodeId } from '../../shared/ids.ts';
import { CostBadge } from '../cost/CostBadge.tsx';
import { FlowThumb } from '../flow/FlowThumb.tsx';
import { useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import { RepairButtons } from '../ui/RepairButtons.tsx';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import type { LayerFlowNode } from './flow-adapter.ts';
import { useFarView } from './far-view.ts';
import { FarLayer } from './FarLayer.tsx';
import { portDistance, portHeight } from './port-height.ts';
import { BreakableName } from './BreakableName.tsx';
import { glanceText, typeText } from './layer-text.ts';
import { portText } from './port-text.ts';
import { worstOf } from './worst-of.ts';
import { colourOf, letterOf } from './shared-look.ts';
import { shapeInColumn } from './shape-label.ts';
import { usePortMark } from './wire-drag.ts';
import classes from './canvas.module.css';

/** One layer on the canvas: what it is, what it gives, and what is wrong with it. */
export const LayerNode = memo(function LayerNode({ data, selected }: NodeProps<LayerFlowNode>) {
  return useFarView() ? <FarLayer data={data} selected={selected} /> : <NearLayer data={data} selected={selected} />;
}, sameLook);

function NearLayer({ data, selected }: Pick<NodeProps<LayerFlowNode>, 'data' | 'selected'>) {
  const t = useT();
  const { node, ports, facts, problems, definitions, shared } = data;
  const output = facts?.outputs[ports.outputs[0]?.name ?? 'y'];
  const rows = portRows(ports, facts?.inputs);
  const glance = glanceText(t, node, definitions);
  return (
    <div
      className={classes.node}
      data-selected={selected}
      data-problem={worstOf(problems)}
      data-ports={rows > 0}
      data-bypassed={node.bypassed}
      data-shared={shared && colourOf(shared.index)}
      data-io={node.type === 'input' ? 'in' : node.type === 'output' ? 'out' : undefined}
    >
      <div className={classes.nodeHead}>
        {node.type === 'block' && <Icon name="block" size={15} />}
        <strong>
          <BreakableName name={typeText(t, node, definitions)} />
        </strong>
        {rows === 0 && <span className={classes.nodeName}>{data.name}</span>}
      </div>
      {rows > 0 && (
        <>
          <div style={{ height: rows * portDistance }} />
          <div className={classes.nodeSecond}>{data.name}</div>
        </>
      )}
      {(node.bypassed || shared) && (
        <div className={classes.marks}>
          {node.bypassed && <span title={t('canvas.bypassedHelp')}>{t('canvas.bypassed')}</span>}
          {shared && (
            <span className={classes.sharedMark} title={t('canvas.shares', { names: shared.with.join(', ') })}>
              {t('canvas.sharesShort', { letter: letterOf(shared.index) })}
            </span>
          )}
        </div>
      )}
      {glance !== '' && <div className={classes.glance}>{glance}</div>}
      <FlowThumb node={node.id} />
      {node.type !== 'output' && (
        <div className={classes.nodeFoot}>
          <span className={classes.shape}>{output ? shapeInColumn(output, t) : t('editor.noShape')}</span>
          {facts !== undefined && facts.weights > 0 && (
            <span className={classes.weights}>
              {t('editor.weights', { count: facts.weights, text: facts.weights.toLocaleString() })}
            </span>
          )}
        </div>
      )}
      <div className={classes.problems}>
        {onNode(problems).map((problem) => (
          <div
            key={problem.code + (problem.param ?? '')}
            className={classes.nodeProblem}
            data-severity={problem.severity}
          >
            <ProblemLine problem={problem} />
            <RepairButtons problem={problem} most={1} />
          </div>
        ))}
      </div>
      <CostBadge node={node.id} />
      <PortHandles node={node.id} ports={ports.inputs} side="in" wired={facts?.inputs} />
      <PortHandles node={node.id} ports={ports.outputs} side="out" />
    </div>
  );
}

/** While a node is dragged React Flow tells it every new position; nothing inside it changes. */
function sameLook(a: NodeProps<LayerFlowNode>, b: NodeProps<LayerFlowNode>): boolean {
  return a.data === b.data && a.selected === b.selected;
}

/** A node has room for little: what is wrong comes before what is merely worth saying. The list below has everything. */
function onNode(problems: LayerFlowNode['data']['problems']): LayerFlowNode['data']['problems'] {
  const errors = problems.filter((problem) => problem.severity === 'error');
  return (errors.length > 0 ? errors : problems).slice(0, 2);
}

type Ports = LayerFlowNode['data']['ports'];
type Wired = NonNullable<LayerFlowNode['data']['facts']>['inputs'];

const isWired = (name: string, wired: Wired | undefined): boolean => (wired?.[name] ?? []).length > 0;

/** How many rows below the head belong to ports: a layer that gives or takes several things says which stands where. */
function portRows({ inputs, outputs }: Ports, wired: Wired | undefined): number {
  const taken = inputs.findLastIndex((port) => !port.optional || isWired(port.name, wired));
  return Math.max(0, taken, outputs.length - 1);
}

interface PortHandlesProps {
  readonly node: NodeId;
  readonly ports: Ports['inputs'];
  readonly side: 'in' | 'out';
  readonly wired?: Wired | undefined;
}

/** What comes in or goes out as ever (`x`, `y`) needs no name; rare ports show theirs while somebody may want them. */
function PortHandles({ ports, ...props }: PortHandlesProps) {
  return ports.map((port, index) => (
    <PortHandle
      key={port.name}
      {...props}
      port={port}
      index={index}
      isNamed={ports.length > 1 && (index > 0 || (port.name !== 'x' && port.name !== 'y'))}
    />
  ));
}

interface PortHandleProps extends Omit<PortHandlesProps, 'ports'> {
  readonly port: Ports['inputs'][number];
  readonly index: number;
  readonly isNamed: boolean;
}

/** Alone in what it renders again: it lights up while a wire that fits is drawn. */
function PortHandle({ node, port, index, isNamed, side, wired }: PortHandleProps) {
  const t = useT();
  const fit = usePortMark(node, port.name, side);
  return (
    <Handle
      id={port.name}
      className={classes.port}
      data-optional={port.optional === true}
      data-used={isWired(port.name, wired)}
      data-fit={fit}
      type={side === 'in' ? 'target' : 'source'}
      position={side === 'in' ? Position.Left : Position.Right}
      style={{ top: portHeight(index) }}
      title={portText(port, t)}
    >
      {isNamed && (
        <span className={classes.portName} data-side={side} data-first={index === 0} aria-hidden>
          {portText(port, t)}
        </span>
      )}
    </Handle>
  );
}
