import { UnstyledButton } from '@mantine/core';
import type { ComparedWay } from '../../shared/contract/probe.ts';
import { lossText, stepText } from '../../shared/training/comparison-table.ts';
import inspector from '../inspector/inspector.module.css';
import { useT } from '../ui/i18n.ts';
import { useComparison } from './engine-comparison.ts';
import classes from './training.module.css';

/** Every way to compute a step that was timed, as a table with bars; folded away until somebody asks for it. */
export function EngineComparison({ ways }: { ways: readonly ComparedWay[] }) {
  const t = useT();
  const open = useComparison((state) => state.open);
  return (
    <div>
      <UnstyledButton
        className={inspector.fold}
        aria-expanded={open}
        onClick={() => useComparison.setState({ open: !open })}
      >
        {open ? '▾' : '▸'} {t('estimate.compare')}
      </UnstyledButton>
      {open && <Ways ways={ways} />}
    </div>
  );
}

function Ways({ ways }: { ways: readonly ComparedWay[] }) {
  const t = useT();
  const slowest = Math.max(...ways.map((way) => way.stepSeconds));
  return (
    <table className={classes.ways}>
      <thead>
        <tr>
          <th scope="col">{t('estimate.column.engine')}</th>
          <th scope="col">{t('estimate.column.threads')}</th>
          <th scope="col">{t('estimate.column.how')}</th>
          <th scope="col">{t('estimate.column.step')}</th>
          <td />
          <th scope="col" title={t('estimate.lossHelp')}>
            {t('estimate.column.loss')}
          </th>
        </tr>
      </thead>
      <tbody>
        {ways.map((way) => (
          <tr key={`${way.engine} ${way.threads} ${way.mode}`} data-chosen={way.isChosen}>
            <th scope="row">
              {t(`app.engine.${way.engine}`)}
              {way.isChosen && <span className={classes.bestMark}>{t('estimate.chosen')}</span>}
            </th>
            <td>{way.threads}</td>
            <td>{t(`estimate.how.${way.mode}`)}</td>
            <td>{stepText(way)}</td>
            <td className={classes.wayBar}>
              <span style={{ width: `${Math.max(1, (100 * way.stepSeconds) / slowest)}%` }} />
            </td>
            <td>{lossText(way.loss)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
