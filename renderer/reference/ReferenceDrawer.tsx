import { lazy, Suspense } from 'react';
import { useStudio } from '../state/store.ts';

// Its texts are read when somebody asks for them, not with the window.
const Reference = lazy(() => import('./Reference.tsx'));

export function ReferenceDrawer() {
  const shown = useStudio((state) => state.reference);
  return shown === null ? null : (
    <Suspense fallback={null}>
      <Reference shown={shown} />
    </Suspense>
  );
}
