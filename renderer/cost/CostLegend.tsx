import { Button, NativeSelect } from '@mantine/core';
import { CommandTextButton } from '../commands/CommandTextButton.tsx';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import { costMeasures, isCostMeasure, useCostStore } from './cost-store.ts';
import { totalSentence } from './cost-words.ts';
import { leaveTimes, timesHold } from './measured-times.ts';
import { shownShares } from './shares.ts';
import classes from './cost.module.css';

/** What the bars below the layers say, of how much they are a part, and the way to another measure; only while they are shown. */
export function CostLegend() {
  const isShown = useCostStore((state) => state.isShown);
  return isShown ? <Legend /> : null;
}

function Legend() {
  const t = useT();
  const { measure, choose, times } = useCostStore();
  const shares = useStudio((state) => shownShares(state, measure, times));
  return (
    <div className={classes.legend} role="group" aria-label={t('cost.legend')}>
      <NativeSelect
        size="xs"
        aria-label={t('cost.measure')}
        value={measure}
        data={costMeasures.map((value) => ({ value, label: t(`cost.of.${value}`) }))}
        onChange={({ currentTarget: { value } }) => {
          if (isCostMeasure(value)) choose(value);
        }}
      />
      <span className={classes.total} role="status">
        {shares.byNode.size > 0 && totalSentence(shares, measure, t)}
      </span>
      {measure === 'time' && <TimeStatus />}
    </div>
  );
}

/** Where the times come from, or how to get some. */
function TimeStatus() {
  const t = useT();
  const { times: measured, status, problem } = useCostStore();
  const holds = useStudio(({ doc }) => doc !== null && measured !== null && timesHold(doc, measured));
  const isOther = useStudio(({ doc }) => measured?.projectId === doc?.id);
  if (status === 'measuring')
    return (
      <span className={classes.status} role="status">
        {t('cost.time.measuring')}
        <Button size="compact-xs" variant="subtle" onClick={leaveTimes}>
          {t('command.leaveTimes')}
        </Button>
      </span>
    );
  return (
    <span className={classes.status}>
      {status === 'failed' && problem ? (
        <ProblemLine problem={problem} />
      ) : measured && holds ? (
        t(measured.times.settled ? 'cost.time.known' : 'cost.time.rough', {
          run: measured.runNumber,
          count: measured.times.batchSize,
          mode: t(`estimate.mode.${measured.times.mode}`),
          engine: t(`app.engine.${measured.times.engine}`),
        })
      ) : (
        t(measured && isOther ? 'cost.time.stale' : 'cost.time.none')
      )}
      <CommandTextButton id="measureTimes" size="compact-xs" />
    </span>
  );
}
