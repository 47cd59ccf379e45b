import { useQuery } from '@tanstack/react-query';
import type { RecipeStep } from '../../shared/data/recipe.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import { figureText } from '../charts/format.ts';
import { Histogram } from '../charts/Histogram.tsx';
import { queries } from '../connection/queries.ts';
import { useDoc } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import classes from './data.module.css';
import { LanesPicture } from './LanesPicture.tsx';
import { WindowPicture } from './WindowPicture.tsx';

type Summary = Readonly<Record<string, unknown>>;

/** What came of a step: its counts, and a picture where one says more. */
export function StepPreview({ step, summary }: { step: RecipeStep; summary: Summary | undefined }) {
  return (
    <>
      {step.step === 'window' && <WindowOnSeries step={step} />}
      {step.step === 'lanes' && <LanesPicture lanes={step.lanes} batches={countIn(summary, 'batches')} />}
      {summary && <SummaryFacts summary={summary} />}
      {summary && <LengthsPicture summary={summary} />}
      {summary && step.step === 'pad' && <PadCost step={step} summary={summary} />}
    </>
  );
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'number');
const countIn = (summary: Summary | undefined, name: string): number | undefined => {
  const value = summary?.[name];
  return typeof value === 'number' && value > 0 ? value : undefined;
};
const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

function SummaryFacts({ summary }: { summary: Summary }) {
  const t = useT();
  const facts = Object.entries(summary).flatMap(([name, value]): [string, string][] => {
    const label = t(`stepFact.${name}`, { defaultValue: '' });
    if (label === '' || value === null) return [];
    if (isPlain(value)) return [[label, typeof value === 'number' ? figureText(value) : String(value)]];
    if (typeof value === 'object' && !Array.isArray(value)) {
      const text = Object.entries(value)
        .filter(([, inner]) => isPlain(inner))
        .map(([key, inner]) => `${key}: ${String(inner)}`)
        .join(', ');
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

/** Bars as the core counts them: [shortest length of the bar, number of sequences]. */
type LengthBars = readonly (readonly [number, number])[];
const isBars = (value: unknown): value is LengthBars =>
  Array.isArray(value) && value.length > 0 && value.every((bar) => isNumbers(bar) && bar.length === 2);

/** Lengths of the sequences as a histogram. */
function LengthsPicture({ summary }: { summary: Summary }) {
  const t = useT();
  const bars = summary['lengths'];
  if (!isBars(bars)) return null;
  const from = Number(summary['shortest'] ?? bars[0]?.[0]);
  const to = Number(summary['longest'] ?? bars.at(-1)?.[0]);
  const name = t('data.lengths', { count: Number(summary['sequences'] ?? 0), from, to });
  const lastOf = (index: number): number => (bars[index + 1]?.[0] ?? to + 1) - 1;
  return (
    <div style={{ marginTop: 8 }}>
      <Histogram
        name={name}
        counts={bars.map(([, count]) => count)}
        ends={[String(from), String(to)]}
        tell={(index) =>
          t('data.lengthsBar', { count: bars[index]?.[1] ?? 0, from: bars[index]?.[0] ?? 0, to: lastOf(index) })
        }
      />
      <p className={classes.note}>{name}</p>
    </div>
  );
}

/** What a length costs: how much of the padded data is filling, how many sequences are cut. */
function PadCost({ step, summary }: { step: Extract<RecipeStep, { step: 'pad' }>; summary: Summary }) {
  const t = useT();
  const filled = summary['filledShare'];
  if (typeof filled !== 'number') return null;
  const cut = typeof summary['truncated'] === 'number' ? summary['truncated'] : 0;
  return (
    <p className={classes.note}>
      {t(step.length === 'batch' ? 'data.padCostBatch' : 'data.padCost', { padded: Math.round(filled * 100), cut })}
    </p>
  );
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
      <WindowPicture
        name={t('data.windows.picture', { length: step.length, horizon: step.horizon })}
        values={values}
        step={step}
        rows={shownRows}
      />
      <p className={classes.note}>{t('data.windows.legend')}</p>
    </div>
  );
}
