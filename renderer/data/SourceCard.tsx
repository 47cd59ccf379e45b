import { Button, Group, NumberInput, Stack, Switch, Text } from '@mantine/core';
import type { DatasetInfo } from '../../shared/contract/data-types.ts';
import { generatorParams, generatorTypes } from '../../shared/data/generators/index.ts';
import type { GeneratorSource, Source } from '../../shared/data/source.ts';
import { bytesText } from '../charts/format.ts';
import { chooseFile } from '../host/files.ts';
import { updateDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import classes from './data.module.css';
import { dataFileTypes } from './ImportView.tsx';
import { withSource } from './recipe-edits.ts';

interface SourceCardProps {
  source: Source;
  dataset: DatasetInfo | null | undefined;
  onFile: (file: File) => void;
  onRemove: () => void;
}

/** Where the numbers come from: the file with its size, or the generator with its parameters. */
export function SourceCard({ source, dataset, onFile, onRemove }: SourceCardProps) {
  const t = useT();
  const writable = useStudio((state) => state.writable);
  const replace = async (): Promise<void> => {
    const file = await chooseFile(dataFileTypes);
    if (file) onFile(file);
  };
  return (
    <section className={classes.source} aria-label={t('data.source')}>
      <Text fw={600}>
        {source.kind === 'generator'
          ? t(`generator.${source.generator}`)
          : source.kind === 'inline'
            ? source.name
            : source.file.name}
      </Text>
      <Text size="xs" c="dimmed">
        {source.kind === 'generator' && t('data.source.generator')}
        {source.kind === 'inline' && t('data.source.inline', { size: bytesText(source.content.length) })}
        {(source.kind === 'table' || source.kind === 'text') &&
          (dataset
            ? t(dataset.kind === 'table' ? 'data.source.table' : 'data.source.text', {
                rows: dataset.rows.toLocaleString(),
                columns: dataset.columns.length,
                size: bytesText(dataset.bytes),
                encoding: dataset.encoding.toUpperCase(),
              })
            : bytesText(source.file.bytes))}
      </Text>
      {dataset && <ImportNotes problems={dataset.problems} />}
      {source.kind === 'generator' && (
        <fieldset disabled={!writable} className={classes.plainFieldset} aria-label={t('data.generator.settings')}>
          <GeneratorForm source={source} />
        </fieldset>
      )}
      <Group gap="xs" mt="xs">
        <Button size="compact-xs" variant="default" disabled={!writable} onClick={() => void replace()}>
          {t('data.source.replace')}
        </Button>
        <Button size="compact-xs" variant="subtle" disabled={!writable} onClick={onRemove}>
          {t('data.source.remove')}
        </Button>
      </Group>
    </section>
  );
}

function GeneratorForm({ source }: { source: GeneratorSource }) {
  const t = useT();
  const type = generatorTypes[source.generator];
  const params = type ? generatorParams(source) : {};
  const change = (next: Partial<GeneratorSource>, merge: string): void =>
    updateDoc('command.changeGenerator', (doc) => withSource(doc, { ...source, ...next }), {
      merge: `generator-${merge}`,
    });
  const count = (name: 'samples' | 'validationSamples' | 'seed', min: number, max: number) => (
    <NumberInput
      label={t(`data.generator.${name}`)}
      value={source[name]}
      min={min}
      max={max}
      allowDecimal={false}
      thousandSeparator={name === 'seed' ? undefined : ','}
      onChange={(value) => typeof value === 'number' && value >= min && value <= max && change({ [name]: value }, name)}
    />
  );
  return (
    <Stack gap={6} mt={6}>
      {Object.entries(type?.params ?? {}).map(([name, param]) => (
        <NumberInput
          key={name}
          label={t(`generator.param.${name}`)}
          value={params[name] ?? param.default}
          min={param.min}
          max={param.max}
          allowDecimal={!param.integer}
          step={param.integer ? 1 : 0.01}
          onChange={(value) =>
            typeof value === 'number' &&
            value >= param.min &&
            value <= param.max &&
            change({ params: { ...source.params, [name]: value } }, name)
          }
        />
      ))}
      {count('samples', 1, 10_000_000)}
      {count('validationSamples', 0, 1_000_000)}
      {count('seed', 0, 2 ** 31 - 1)}
      <Switch
        label={t('data.generator.fresh')}
        description={t('data.generator.fresh.help')}
        checked={source.fresh}
        onChange={(event) => change({ fresh: event.currentTarget.checked }, 'fresh')}
      />
    </Stack>
  );
}

const shownNotes = 5;

/** What the import noticed and decided by itself: guessed encoding, words taken for missing, columns that are almost numbers. */
function ImportNotes({ problems }: Pick<DatasetInfo, 'problems'>) {
  const t = useT();
  if (problems.length === 0) return null;
  return (
    <ul className={classes.notes} aria-label={t('data.notes')}>
      {problems.slice(0, shownNotes).map((problem, index) => (
        <li key={index}>
          <ProblemLine problem={problem} />
        </li>
      ))}
      {problems.length > shownNotes && <li>{t('data.moreProblems', { count: problems.length - shownNotes })}</li>}
    </ul>
  );
}
