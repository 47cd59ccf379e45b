import { Button } from '@mantine/core';
import { useStudio } from '../state/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useT } from '../ui/i18n.ts';

/** Use and Export need a run; this says so and leads there. */
export function NothingTrained({ title, text }: { title: string; text: string }) {
  const t = useT();
  const goTo = useStudio((state) => state.goTo);
  return (
    <EmptyState title={title} text={text}>
      <Button onClick={() => goTo('train')}>{t('use.goTrain')}</Button>
    </EmptyState>
  );
}
