import { Loader, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { PreparedPreview } from '../../shared/contract/data-types.ts';
import { generatorOf, generatorParams } from '../../shared/data/generators/index.ts';
import { pairClasses } from '../../shared/data/parts/pairs.ts';
import type { Fitted } from '../../shared/data/fitted.ts';
import type { Source } from '../../shared/data/source.ts';
import { figureText } from '../charts/format.ts';
import { useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import { ExamplePicture } from './ExamplePicture.tsx';
import { fittedOf, inputText, targetWords } from './example-words.ts';
import classes from './data.module.css';
import { flatNumbers } from './nested-numbers.ts';

interface PreparedViewProps {
  source: Source;
  preview: PreparedPreview | undefined;
  waiting: boolean;
  error: React.ReactNode;
}

/** What the model will get: how many samples in which part, what is in the way, and a few samples to look at. */
export function PreparedView({ source, preview, waiting, error }: PreparedViewProps) {
  const t = useT();
  const fitted = useMemo(() => preview && fittedOf(preview), [preview]);
  if (!preview && !waiting && !error) return null;
  return (
    <section aria-label={t('data.prepared')} style={{ display: 'flex', flexDirection: 'column', gap: 10 }}>
      <div className={classes.counts} role="status">
        <strong>{t('data.prepared')}</strong>
        {waiting && (
          <span>
            <Loader size={12} /> {t('data.preparing')}
          </span>
        )}
        {preview && (
          <span>
            {t(preview.samples.test > 0 ? 'data.samples.withTest' : 'data.samples', {
              train: preview.samples.train.toLocaleString(),
              validation: preview.samples.validation.toLocaleString(),
              test: preview.samples.test.toLocaleString(),
            })}
          </span>
        )}
      </div>
      {error}
      {preview && preview.problems.length > 0 && (
        <ul className={classes.stepProblems} style={{ padding: 0 }}>
          {preview.problems.slice(0, 20).map((problem, index) => (
            <li key={index}>
              <ProblemLine problem={problem} />
            </li>
          ))}
        </ul>
      )}
      {preview && (
        <div className={classes.examples}>
          {preview.examples.slice(0, 6).map((example, index) => (
            <Example key={index} source={source} example={example} fitted={fitted} pairs={isPairs(preview)} />
          ))}
        </div>
      )}
    </section>
  );
}

function Example({
  source,
  example,
  fitted,
  pairs,
}: {
  source: Source;
  example: PreparedPreview['examples'][number];
  fitted: Fitted | undefined;
  pairs: boolean;
}) {
  const t = useT();
  const x = flatNumbers(example.x);
  const y = flatNumbers(example.y);
  const shown = source.kind === 'generator' ? shownByGenerator(source, x, y) : undefined;
  const text = fitted && inputText(example.x, fitted);
  const target = fitted
    ? pairs
      ? t(`pair.${targetWords(example.y, fitted)}`)
      : targetWords(example.y, fitted)
    : y
        .slice(0, 12)
        .map((value) => figureText(value))
        .join(', ') + (y.length > 12 ? ' …' : '');
  const from =
    source.kind === 'generator'
      ? example.from
      : t(fitted?.alphabet ? 'data.example.characters' : 'data.example.rows', {
          // The two rows of a pair stand in its name; the range between them says nothing.
          from: pairs ? example.from.replace(/: [^:]*$/, '') : example.from,
        });
  return (
    <div className={classes.example}>
      <p title={from}>{from}</p>
      {shown ?? (
        <>
          {text === undefined ? (
            <>
              <ExamplePicture value={example.x} name={t('data.example.input')} />
              {pairs && <ExamplePicture value={example.second} name={t('data.example.second')} />}
            </>
          ) : (
            <code className={classes.exampleText}>{text}</code>
          )}
          <Text size="xs" truncate title={target}>
            {t('data.example.target')}: <code>{target}</code>
          </Text>
        </>
      )}
    </div>
  );
}

/** Whether a sample is two of one kind, to be told apart. */
const isPairs = ({ inputs, targets }: PreparedPreview): boolean =>
  inputs.length === 2 && targets[0]?.classes?.join() === pairClasses.join();

/** Generators know how their samples are shown: as text, as a series. */
function shownByGenerator(
  source: Extract<Source, { kind: 'generator' }>,
  x: readonly number[],
  y: readonly number[],
): React.ReactNode {
  const type = generatorOf(source);
  const params = generatorParams(source);
  const input = type.showInput(params, Float32Array.from(x));
  const target = type.showTarget(params, Float32Array.from(y));
  if (input.kind === 'text') return <code>{`${input.text} → ${target.kind === 'text' ? target.text : ''}`}</code>;
  return undefined;
}
