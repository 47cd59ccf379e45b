import { Alert, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type DragEvent, useEffect, useState } from 'react';
import type { ColumnType, DatasetInfo } from '../../shared/contract/data-types.ts';
import { emptyRecipe } from '../../shared/data/recipe.ts';
import type { Source } from '../../shared/data/source.ts';
import { client } from '../connection/client.ts';
import { problemOf } from '../connection/errors.ts';
import { queries, queryClient } from '../connection/queries.ts';
import { droppedFile } from '../host/files.ts';
import { ResizeHandle } from '../shell/ResizeHandle.tsx';
import { updateDoc, useDoc, useStudio } from '../state/store.ts';
import { dataPanelId } from '../ui/element-ids.ts';
import { useT } from '../ui/i18n.ts';
import { tellError } from '../ui/notify.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import classes from './data.module.css';
import { EmptySource } from './EmptySource.tsx';
import { ImportStatus } from './ImportView.tsx';
import { sampleSpecOf } from './known-columns.ts';
import { LocateFile } from './LocateFile.tsx';
import { PreparedView } from './PreparedView.tsx';
import { textRecipe, withRecipe, withSource } from './recipe-edits.ts';
import { RecipePanel } from './RecipePanel.tsx';
import { neededFile, sourceOf } from './source-of.ts';
import { SourceCard } from './SourceCard.tsx';
import { Suggestions } from './Suggestions.tsx';
import { TableView } from './TableView.tsx';
import { TargetPanel } from './TargetPanel.tsx';
import { useImport } from './useImport.ts';

/** The Data place: source and recipe on the left, the table and what becomes of it in the middle. */
export function DataPlace() {
  const t = useT();
  const { data } = useDoc();
  const { source, recipe } = data;
  const importing = useImport();
  const [typeProblems, setTypeProblems] = useState<DatasetInfo['problems']>([]);
  const file = neededFile(source);
  const dataset = useQuery({
    ...queries.data.get.queryOptions({ input: { sha256: file?.sha256 ?? '' } }),
    enabled: file !== undefined,
  });
  const [wanted] = useDebouncedValue({ source, recipe }, 250);
  const present = source !== null && (file === undefined || (dataset.data !== null && dataset.data !== undefined));
  const preview = useQuery({
    queryKey: ['prepare', wanted.source, wanted.recipe],
    queryFn: ({ signal }) =>
      client.data.prepare({ source: wanted.source as Source, recipe: wanted.recipe }, { signal }), // `enabled` waits for a source
    enabled:
      present && wanted.source !== null && (wanted.recipe.steps.length > 0 || wanted.source.kind === 'generator'),
    placeholderData: keepPreviousData,
  });

  const takeFile = async (chosen: File): Promise<void> => {
    const imported = await importing.start(chosen);
    if (!imported) return;
    queryClient.setQueryData(queries.data.get.queryKey({ input: { sha256: imported.sha256 } }), imported);
    updateDoc('command.chooseData', (doc) => {
      const next = withSource(doc, sourceOf(imported));
      // The same columns again (a newer file, or the located one) keep the recipe.
      if (doc.data.recipe.steps.length > 0 && fits(doc.data.source, imported)) return next;
      return withRecipe(next, imported.kind === 'text' ? textRecipe() : emptyRecipe);
    });
  };
  useIncomingFile(takeFile);

  const changeType = async (column: string, type: ColumnType): Promise<void> => {
    if (!file) return;
    try {
      const changed = await client.data.setTypes({ sha256: file.sha256, types: { [column]: type } });
      setTypeProblems(changed.problems);
      queryClient.setQueryData(queries.data.get.queryKey({ input: { sha256: file.sha256 } }), changed.dataset);
      // What is suggested follows from the types.
      void queryClient.invalidateQueries({
        queryKey: queries.data.suggest.queryKey({ input: { sha256: file.sha256 } }),
      });
      updateDoc('command.changeColumnType', (doc) => withSource(doc, sourceOf(changed.dataset)));
    } catch (error) {
      tellError(error);
    }
  };

  const acceptDrop = (event: DragEvent): void => {
    const dropped = droppedFile(event.nativeEvent);
    event.preventDefault();
    if (dropped) void takeFile(dropped);
  };
  const current = preview.isError ? undefined : preview.data;
  const columns = columnNames(source, dataset.data);

  if (!source) {
    return (
      <div className={classes.main} style={{ height: '100%' }}>
        <ImportStatus state={importing.state} onDismiss={importing.dismiss} />
        {importing.state.kind === 'running' && importing.state.provisional ? (
          <TableView provisional={importing.state.provisional} />
        ) : (
          <EmptySource onFile={(chosen) => void takeFile(chosen)} />
        )}
      </div>
    );
  }
  const spec = sampleSpecOf(recipe, source, current);
  return (
    <div className={classes.place} onDragOver={(event) => event.preventDefault()} onDrop={acceptDrop}>
      <aside id={dataPanelId} className={classes.side} aria-label={t('data.side')}>
        <SourceCard
          source={source}
          dataset={dataset.data}
          onFile={(chosen) => void takeFile(chosen)}
          onRemove={() => updateDoc('command.removeData', (doc) => withRecipe(withSource(doc, null), emptyRecipe))}
        />
        {file && dataset.data?.kind === 'table' && <Suggestions sha256={file.sha256} />}
        <RecipePanel columns={columns} preview={current} reasons={{}} />
      </aside>
      <ResizeHandle panel="data" />
      <div className={classes.main}>
        <ImportStatus state={importing.state} onDismiss={importing.dismiss} />
        {file && dataset.data === null && <LocateFile file={file} onFile={(chosen) => void takeFile(chosen)} />}
        {dataset.error && <ErrorLine error={dataset.error} />}
        <TargetPanel spec={spec} preview={current} columns={columns} />
        {typeProblems.length > 0 && (
          <Alert
            color="orange"
            variant="light"
            withCloseButton
            closeButtonLabel={t('data.dismiss')}
            onClose={() => setTypeProblems([])}
          >
            {typeProblems.slice(0, 8).map((problem, index) => (
              <div key={index}>
                <ProblemLine problem={problem} />
              </div>
            ))}
          </Alert>
        )}
        <PreparedView
          source={source}
          preview={current}
          waiting={preview.isFetching}
          error={preview.error && <ErrorLine error={preview.error} />}
        />
        {importing.state.kind === 'running' && importing.state.provisional ? (
          <TableView provisional={importing.state.provisional} />
        ) : (
          <TableView
            source={source}
            dataset={dataset.data ?? undefined}
            onType={(column, type) => void changeType(column, type)}
          />
        )}
      </div>
    </div>
  );
}

function ErrorLine({ error }: { error: unknown }) {
  return (
    <Text size="sm" component="div" role="alert">
      <ProblemLine problem={problemOf(error)} />
    </Text>
  );
}

/** A file that was dropped on the start page waits in the store until this place is there. */
function useIncomingFile(take: (file: File) => Promise<void>): void {
  const incoming = useStudio((state) => state.incomingFile);
  const setIncoming = useStudio((state) => state.setIncomingFile);
  useEffect(() => {
    if (!incoming) return;
    setIncoming(null);
    void take(incoming);
  }, [incoming]);
}

const columnNames = (source: Source | null, dataset: DatasetInfo | null | undefined): readonly string[] => {
  if (dataset) return dataset.columns.map((column) => column.name);
  if (source?.kind === 'table') return source.file.columns.map((column) => column.name);
  return source?.kind === 'inline' && source.format === 'table'
    ? (source.content.split('\n', 1)[0] ?? '').trim().split(',')
    : [];
};

function fits(source: Source | null, imported: DatasetInfo): boolean {
  if (!source) return false;
  if (imported.kind === 'text') return source.kind === 'text' || (source.kind === 'inline' && source.format === 'text');
  const names = columnNames(source, undefined);
  return names.length > 0 && names.every((name) => imported.columns.some((column) => column.name === name));
}
