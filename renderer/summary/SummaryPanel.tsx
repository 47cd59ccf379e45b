import { Group, Text } from '@mantine/core';
import { definitionIdSchema, type NodeId } from '../../shared/ids.ts';
import { connectionsText, memoryText, shapesText, withCommas } from '../../shared/graph/summary-text.ts';
import { type NodeCost, nodeCosts, totalCost } from '../../shared/graph/model-cost.ts';
import type { Summary, SummaryRow } from '../../shared/graph/summary.ts';
import { BreakableName } from '../canvas/BreakableName.tsx';
import { amountText, percentOf } from '../cost/cost-words.ts';
import { type MeasuredTimes, timeKey, useCostStore } from '../cost/cost-store.ts';
import { timesHold } from '../cost/measured-times.ts';
import { CommandTextButton } from '../commands/CommandTextButton.tsx';
import { inferenceOf, useShownFacts } from '../state/derived.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { costText } from './cost-text.ts';
import { modelSummary } from './model-summary.ts';
import classes from './summary.module.css';

/** The table that Keras' `model.summary` prints, of the drawing as it is now. A row leads to its layer. */
export function SummaryPanel() {
  const t = useT();
  const doc = useDoc();
  useShownFacts(); // renders again when the core has told more about the data
  const measured = useCostStore((state) => state.times);
  if (doc.graph.nodes.length === 0) return <Text c="dimmed">{t('summary.empty')}</Text>;
  const summary = modelSummary(doc);
  const times = measured && timesHold(doc, measured) ? measured : null;
  const costs = nodeCosts(doc.graph, inferenceOf(doc), doc.graph.definitions);
  return (
    <div className={classes.panel}>
      <table className={classes.table}>
        <caption className="visually-hidden">{t('summary.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('summary.layer')}</th>
            <th scope="col">{t('summary.shape')}</th>
            <th scope="col" className={classes.number}>
              {t('summary.params')}
            </th>
            <th scope="col" className={classes.number} title={t('cost.multiplyAdds.help')}>
              {t('cost.multiplyAdds')}
            </th>
            {times && (
              <th scope="col" className={classes.number} title={t('cost.time.help')}>
                {t('cost.of.time')}
              </th>
            )}
            <th scope="col">{t('summary.connected')}</th>
            <th scope="col">{t('summary.trained')}</th>
          </tr>
        </thead>
        <tbody>
          {summary.rows.map((row, index) => (
            <SummaryLine
              key={`${row.nodeId}-${index}`}
              row={row}
              cost={row.nodeId === null ? undefined : costs.get(row.nodeId)}
              times={times}
            />
          ))}
        </tbody>
      </table>
      <aside className={classes.side}>
        <Totals summary={summary} />
        <CostTotals cost={totalCost(costs.values())} times={times} />
        <Group gap="xs">
          <CommandTextButton id="copySummary" size="xs" />
          <CommandTextButton id="saveSummary" size="xs" />
          <CommandTextButton id="measureTimes" size="xs" />
        </Group>
      </aside>
    </div>
  );
}

interface SummaryLineProps {
  readonly row: SummaryRow;
  readonly cost: NodeCost | undefined;
  /** null: not measured. */
  readonly times: MeasuredTimes | null;
}

function SummaryLine({ row, cost, times }: SummaryLineProps) {
  const t = useT();
  const { nodeId, depth, name, className, outputShapes, params, connectedTo, trainable } = row;
  const ms = times?.byNode.get(timeKey(null, nodeId ?? ''));
  return (
    <tr>
      <td style={{ paddingLeft: depth * 18 }}>
        <button type="button" disabled={nodeId === null} onClick={() => nodeId !== null && showLayer(nodeId)}>
          <BreakableName name={name} />
        </button>{' '}
        <span className={classes.quiet}>({className})</span>
      </td>
      <td>{shapesText(outputShapes)}</td>
      <td className={classes.number}>{withCommas(params)}</td>
      <td className={classes.number}>{cost ? costText(cost, t) : '–'}</td>
      {times && (
        <td className={classes.number}>
          {ms === undefined
            ? '–'
            : `${amountText(ms, 'time', t)} (${percentOf(times.times.totalMs === 0 ? 0 : ms / times.times.totalMs)})`}
        </td>
      )}
      <td>{connectionsText(connectedTo)}</td>
      <td>{trainable === null ? '–' : t(trainable ? 'summary.yes' : 'summary.no')}</td>
    </tr>
  );
}

function Totals({ summary: { total, optimizer } }: { summary: Summary }) {
  const t = useT();
  const weights = total.trainable + total.other;
  const lines: readonly (readonly [label: string, params: number, bytes: number])[] = [
    [t('summary.weights'), weights, weights * 4],
    [t('summary.trainable'), total.trainable, total.trainable * 4],
    [t('summary.fixed'), total.other, total.other * 4],
    ...(optimizer ? [[t('summary.optimizer'), optimizer.params, optimizer.bytes] as const] : []),
  ];
  return (
    <dl className={classes.totals}>
      {lines.map(([label, params, bytes]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {withCommas(params)} <span className={classes.quiet}>({memoryText(bytes)})</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function CostTotals({ cost, times }: { cost: NodeCost; times: MeasuredTimes | null }) {
  const t = useT();
  return (
    <dl className={classes.totals}>
      <div>
        <dt title={t('cost.multiplyAdds.help')}>{t('cost.total')}</dt>
        <dd>{costText(cost, t)}</dd>
      </div>
      <div>
        <dt>{t('cost.activations')}</dt>
        <dd>{memoryText(cost.activationBytes)}</dd>
      </div>
      {times && (
        <div>
          <dt title={t('cost.time.help')}>{t('cost.time')}</dt>
          <dd>{amountText(times.times.totalMs, 'time', t)}</dd>
        </div>
      )}
    </dl>
  );
}

/** Opens the block that a layer lies in, if it lies in one, and selects it. */
function showLayer(id: NodeId): void {
  const { doc, goTo, openBlock, select, blockPath } = useStudio.getState();
  const definition = doc?.graph.definitions.find(({ nodes }) => nodes.some((node) => node.id === id));
  const path = definition ? [definitionIdSchema.parse(definition.id)] : [];
  goTo('model');
  if (blockPath.at(-1) !== path.at(-1)) openBlock(path);
  select({ nodes: [id] });
}
