import { useQuery } from '@tanstack/react-query';
import type { RecipeStep } from '../../shared/data/recipe.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import { figureText } from '../charts/format.ts';
import { Histogram } from '../charts/Histogram.tsx';
import { queries } from '../connection/queries.ts';
import { useDoc } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import classes from './data.module.css';
import { binned, padCost } from './length-bins.ts';
import { WindowPicture } from './WindowPicture.tsx';

type Summary = Readonly<Record<string, unknown>>;

/** What came of a step: its counts, and a picture where one says more. */
export function StepPreview({ step, summary }: { step: RecipeStep; summary: Summary | undefined }) {
  return (
    <>
      {step.step === 'window' && <WindowOnSeries step={step} />}
      {summary && <SummaryFacts summary={summary} />}
      {summary && <LengthsPicture step={step} summary={summary} />}
    </>
  );
}

const isNumbers = (value: unknown): value is readonly number[] => Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'number');
const isPlain = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);

function SummaryFacts({ summary }: { summary: Summary }) {
  const t = useT();
  const facts = Object.entries(summary).flatMap(([name, value]): [string, string][] => {
    const label = t(`stepFact.${name}`, { defaultValue: '' });
    if (label === '' || value === null) return [];
    if (isPlain(value)) return [[label, typeof value === 'number' ? figureText(value) : String(value)]];
    if (typeof value === 'object' && !Array.isArray(value)) {
      const text = Object.entries(value).filter(([, inner]) => isPlain(inner)).map(([key, inner]) => `${key}: ${String(inner)}`).join(', ');
      return text ? [[label, text]] : [];
    }
    return [];
  });
  if (facts.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {facts.map(([label, text]) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Lengths of the sequences as a histogram; for padding, what each choice costs. */
function LengthsPicture({ step, summary }: { step: RecipeStep; summary: Summary }) {
  const t = useT();
  const lengths = summary['lengths'];
  if (!isNumbers(lengths)) return null;
  const bins = binned(lengths, 24);
  return (
    <div style={{ marginTop: 8 }}>
      <Histogram
        name={t('data.lengths', { count: lengths.length, from: bins.from, to: bins.to })}
        counts={bins.counts}
        ends={[String(bins.from), String(bins.to)]}
        tell={(index) => t('data.lengthsBar', { count: bins.counts[index] ?? 0, from: bins.edges[index] ?? 0, to: (bins.edges[index + 1] ?? 0) - 1 })}
      />
      <p style={{ margin: '4px 0 0', fontSize: 12 }}>
        {t('data.lengths', { count: lengths.length, from: bins.from, to: bins.to })}
        {step.step === 'pad' && ` ${padSentence(step, lengths, t)}`}
      </p>
    </div>
  );
}

function padSentence(step: Extract<RecipeStep, { step: 'pad' }>, lengths: readonly number[], t: ReturnType<typeof useT>): string {
  const { padded, cut } = padCost(lengths, step.length === 'batch' ? 'longest' : step.length);
  return t(step.length === 'batch' ? 'data.padCostBatch' : 'data.padCost', { padded: Math.round(padded * 100), cut });
}

const shownRows = 120;

/** The first windows drawn on the beginning of the target's series. */
function WindowOnSeries({ step }: { step: Extract<RecipeStep, { step: 'window' }> }) {
  const t = useT();
  const { source, recipe } = useDoc().data;
  const select = stepOf(recipe, 'select');
  const column = select?.target[0] ?? select?.features[0];
  const sha256 = source?.kind === 'table' ? source.file.sha256 : undefined;
  const { data } = useQuery({
    ...queries.data.page.queryOptions({ input: { sha256: sha256 ?? '', offset: 0, limit: shownRows } }),
    enabled: sha256 !== undefined && column !== undefined,
  });
  const at = data && column !== undefined ? data.columns.indexOf(column) : -1;
  const values = at < 0 || !data ? [] : data.rows.map((row) => (typeof row[at] === 'number' ? row[at] : Number.NaN));
  return (
    <div style={{ marginTop: 8 }}>
      <WindowPicture name={t('data.windows.picture', { length: step.length, horizon: step.horizon })} values={values} step={step} rows={shownRows} />
      <p style={{ margin: '4px 0 0', fontSize: 12 }}>{t('data.windows.legend')}</p>
    </div>
  );
}
