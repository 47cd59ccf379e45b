import { lazy, Suspense } from 'react';
import { useTour } from './tour-store.ts';

const Tour = lazy(() => import('./Tour.tsx'));

/** Nothing of the tour is read while nobody takes it. */
export function TourGuide() {
  const running = useTour((state) => state.running);
  return running ? (
    <Suspense fallback={null}>
      <Tour />
    </Suspense>
  ) : null;
}
