import { Button, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { stepOf } from '../../shared/data/recipe.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { ChangedNote, useRunDoc } from '../training/ChangedNote.tsx';
import { NothingTrained } from '../training/NothingTrained.tsx';
import { RunPicker } from '../training/RunPicker.tsx';
import { useTrainedRun } from '../training/useRuns.ts';
import { useStudio } from '../state/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useT } from '../ui/i18n.ts';
import { FilePredictions } from './FilePredictions.tsx';
import classes from './playground.module.css';
import { PairPredictions } from './PairPredictions.tsx';
import { PicturePredictions } from './PicturePredictions.tsx';
import { SplitPredictions } from './SplitPredictions.tsx';
import { TextPredictions } from './TextPredictions.tsx';
import { TextWriter } from './TextWriter.tsx';
import { TypedPredictions } from './TypedPredictions.tsx';

type Way = 'text' | 'rows' | 'values' | 'words' | 'picture' | 'pair' | 'file';

/** Ways of trying a model that make sense for its data: the run's own, not those of the open document. */
export function waysFor(data: ProjectDoc['data']): readonly Way[] {
  const { source, recipe } = data;
  if (recipe.steps.some((step) => step.step === 'characters')) return ['text', 'rows'];
  if (source?.kind === 'generator' || !source) return ['rows'];
  return ['rows', typedWay(data), 'file'];
}

/** How a person gives a sample of this kind by hand. Sequences of pictures or texts are rows of values. */
function typedWay({ recipe }: ProjectDoc['data']): Way {
  const has = (id: string): boolean => recipe.steps.some(({ step }) => step === id);
  const single = !has('group') && !has('window');
  if (has('pairs')) return single ? 'pair' : 'values';
  const features = stepOf(recipe, 'select')?.features ?? [];
  if (single && features.length === 1 && stepOf(recipe, 'words')) return 'words';
  return single && has('image') ? 'picture' : 'values';
}

/** The Use place: the trained model tried on rows of the data, on typed values, on another file, or as a writer. */
export function UsePlace() {
  const t = useT();
  const run = useTrainedRun();
  const { data } = useRunDoc(run);
  const [chosen, setChosen] = useState<Way | null>(null);
  if (!run) return <NothingTrained title={t('use.nothing.title')} text={t('use.nothing.text')} />;
  const ways = data ? waysFor(data.doc.data) : [];
  const way = chosen && ways.includes(chosen) ? chosen : ways[0];
  return (
    <div className={classes.place}>
      <header className={classes.head}>
        <div>
          <h1>{t('use.title')}</h1>
          <Text c="dimmed">{t('use.text')}</Text>
        </div>
        <RunPicker run={run} />
      </header>
      <ChangedNote run={run} />
      {data && !data.doc.data.source && <NoData />}
      {data?.doc.data.source && way && (
        <Tabs
          value={way}
          onChange={(value) => setChosen(ways.find((known) => known === value) ?? null)}
          keepMounted={false}
        >
          <Tabs.List aria-label={t('use.ways')}>
            {ways.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`use.way.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={way} pt="md" key={run.id}>
            {way === 'rows' && <SplitPredictions run={run} doc={data.doc} />}
            {way === 'values' && <TypedPredictions run={run} doc={data.doc} />}
            {way === 'words' && <TextPredictions run={run} doc={data.doc} />}
            {way === 'picture' && <PicturePredictions run={run} doc={data.doc} fitted={data.fitted} />}
            {way === 'pair' && <PairPredictions run={run} doc={data.doc} fitted={data.fitted} />}
            {way === 'file' && <FilePredictions run={run} doc={data.doc} />}
            {way === 'text' && <TextWriter run={run} doc={data.doc} />}
          </Tabs.Panel>
        </Tabs>
      )}
    </div>
  );
}

/** An imported model came without data: there is nothing to predict for. */
function NoData() {
  const t = useT();
  const goTo = useStudio((state) => state.goTo);
  return (
    <EmptyState title={t('use.noData.title')} text={t('use.noData.text')}>
      <Button onClick={() => goTo('data')}>{t('train.need.data.button')}</Button>
    </EmptyState>
  );
}
