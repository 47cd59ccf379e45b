import { Loader, SegmentedControl, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { Prediction } from '../../shared/contract/prediction.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { fromFigure } from '../../shared/contract/figures.ts';
import { figureText } from '../charts/format.ts';
import { problemOf } from '../connection/errors.ts';
import { figureLabel } from '../training/figure-label.ts';
import { useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import { ForecastChart, SamplesChart } from './ForecastChart.tsx';
import { learntSentence } from './learnt-sentence.ts';
import classes from './playground.module.css';

interface PredictionViewProps {
  prediction: Prediction | undefined;
  waiting: boolean;
  error: Error | null;
  /** Of the run: pairs are told in the reader's language. */
  doc?: ProjectDoc;
}

/** Predictions beside the truth: one sentence, the forecast drawn over what came, and every row. */
export function PredictionView({ prediction, waiting, error, doc }: PredictionViewProps) {
  const t = useT();
  if (error)
    return (
      <div role="alert">
        <ProblemLine problem={problemOf(error)} />
      </div>
    );
  if (!prediction) {
    return waiting ? (
      <Text size="sm" role="status">
        <Loader size={12} /> {t('use.working')}
      </Text>
    ) : null;
  }
  const sentence = learntSentence(prediction, t);
  return (
    <div className={classes.column} aria-busy={waiting}>
      {sentence && <p className={classes.sentence}>{sentence}</p>}
      <FigureList figures={prediction.figures} />
      {prediction.series.length > 0 && <SeriesView prediction={prediction} />}
      {prediction.columns.length > 0 && (
        <PredictionTable
          prediction={prediction}
          pairs={doc?.data.recipe.steps.some(({ step }) => step === 'pairs') ?? false}
        />
      )}
    </div>
  );
}

function FigureList({ figures }: { figures: Prediction['figures'] }) {
  const t = useT();
  const entries = Object.entries(figures);
  if (entries.length === 0) return null;
  return (
    <dl className={classes.figures} aria-label={t('use.figures')}>
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{figureLabel(name, t)}</dt>
          <dd>{figureText(fromFigure(value))}</dd>
        </div>
      ))}
    </dl>
  );
}

function SeriesView({ prediction }: { prediction: Prediction }) {
  const t = useT();
  const [chosen, setChosen] = useState(0);
  const [way, setWay] = useState<'all' | 'one'>('all');
  // One number a sample says little alone; without an input series there is nothing to go on from at all.
  const together = prediction.series.length > 1 && prediction.series.every((entry) => entry.prediction.length === 1);
  const hasInput = prediction.series.some((entry) => entry.input.length > 1);
  const all = together && (way === 'all' || !hasInput);
  const at = Math.min(chosen, prediction.series.length - 1);
  const series = prediction.series[at];
  if (!series) return null;
  return (
    <figure className={classes.figure}>
      <figcaption>
        {t('use.forecast')}
        {together && hasInput && (
          <SegmentedControl
            size="xs"
            aria-label={t('use.series')}
            value={way}
            onChange={(value) => setWay(value === 'one' ? 'one' : 'all')}
            data={[
              { value: 'all', label: t('use.series.all') },
              { value: 'one', label: t('use.series.one') },
            ]}
          />
        )}
        {!all && (
          <span className={classes.steps}>
            <button type="button" disabled={at === 0} onClick={() => setChosen(at - 1)}>
              {t('use.previous')}
            </button>
            <span>{series.label}</span>
            <button type="button" disabled={at === prediction.series.length - 1} onClick={() => setChosen(at + 1)}>
              {t('use.next')}
            </button>
          </span>
        )}
      </figcaption>
      {all ? <SamplesChart series={prediction.series} /> : <ForecastChart series={series} />}
    </figure>
  );
}

const shown = (value: Prediction['rows'][number][number] | undefined): string =>
  typeof value === 'number' ? figureText(value) : value === null || value === undefined ? '' : String(value);

/** Columns are named by their role, and after it by their place or the file's own name: `truth 2`, `prediction passengers`. */
function columnLabel({ name, role }: Prediction['columns'][number], t: ReturnType<typeof useT>): string {
  return name.startsWith(role)
    ? t(`use.column.${role}`) + name.slice(role.length)
    : t(`use.column.${name}`, { defaultValue: name });
}

function PredictionTable({ prediction, pairs }: { prediction: Prediction; pairs: boolean }) {
  const t = useT();
  const { columns, rows } = prediction;
  return (
    <div className={classes.tableBox} tabIndex={0} role="region" aria-label={t('use.table')}>
      <Table stickyHeader striped fz="sm" verticalSpacing={3} aria-label={t('use.table')}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column, index) => (
              <Table.Th key={index} data-role={column.role}>
                {columnLabel(column, t)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <Table.Tr key={index} data-wrong={isWrong(prediction, row) || undefined}>
              {columns.map((column, at) => (
                <Table.Td key={at} data-role={column.role}>
                  {pairs && (column.role === 'truth' || column.role === 'prediction')
                    ? t(`pair.${shown(row[at])}`, { defaultValue: shown(row[at]) })
                    : shown(row[at])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** Classes and texts are right or wrong; numbers only nearer or farther. */
export function isWrong({ columns }: Pick<Prediction, 'columns'>, row: Prediction['rows'][number]): boolean {
  const truth = row[columns.findIndex((column) => column.role === 'truth')];
  const predicted = row[columns.findIndex((column) => column.role === 'prediction')];
  const hasError = columns.some((column) => column.role === 'error');
  return (
    !hasError && truth !== undefined && predicted !== undefined && truth !== null && String(truth) !== String(predicted)
  );
}
