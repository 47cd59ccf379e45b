import { Loader, Stack, Text } from '@mantine/core';
import { type ComponentType, lazy, Suspense } from 'react';
import type { Place } from '../state/session-slice.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import classes from './shell.module.css';

// Each place is its own chunk, so that the window is there before charts and tables are.
const views: Readonly<Record<Place, ComponentType>> = {
  data: lazy(async () => ({ default: (await import('../data/DataPlace.tsx')).DataPlace })),
  model: lazy(async () => ({ default: (await import('../canvas/ModelPlace.tsx')).ModelPlace })),
  train: lazy(async () => ({ default: (await import('../training/TrainPlace.tsx')).TrainPlace })),
  use: lazy(async () => ({ default: (await import('../playground/UsePlace.tsx')).UsePlace })),
  export: lazy(async () => ({ default: (await import('../export/ExportPlace.tsx')).ExportPlace })),
};

export function PlaceView() {
  const t = useT();
  const place = useStudio((state) => state.place);
  const View = views[place];
  return (
    // The Model place has parts of its own.
    <main
      className={classes.placeView}
      aria-label={t(`places.${place}`)}
      data-region={place === 'model' ? undefined : ''}
    >
      <Suspense
        fallback={
          <Stack align="center" justify="center" h="100%" gap="xs">
            <Loader size="sm" />
            <Text c="dimmed">{t('app.opening')}</Text>
          </Stack>
        }
      >
        <View />
      </Suspense>
    </main>
  );
}
