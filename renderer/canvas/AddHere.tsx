import { useEffect, useMemo } from 'react';
import { paletteEntries, search } from '../palette/palette-entries.ts';
import { shownScope } from '../state/shown-graph.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { addEntryHere, cancelAddHere, closeAddHere, useAddHere } from './add-here.ts';
import { type OfferGroup, SmallPalette } from './SmallPalette.tsx';

type Adding = NonNullable<ReturnType<typeof useAddHere.getState>['adding']>;

/** The palette at a place of the empty canvas: everything there is, as in the large one. */
export function AddHere() {
  const adding = useAddHere((state) => state.adding);
  const doc = useStudio((state) => state.doc?.graph);
  useEffect(() => closeAddHere, [doc]);
  return adding && <PlacePalette key={`${adding.at.x} ${adding.at.y}`} adding={adding} />;
}

function PlacePalette({ adding }: { adding: Adding }) {
  const t = useT();
  const { definitions } = useDoc().graph;
  const scope = useStudio(shownScope);
  const entries = useMemo(() => paletteEntries(t, definitions, scope), [t, definitions, scope]);
  const groupsFor = (query: string): readonly OfferGroup[] =>
    [...Map.groupBy(search(entries, query), ({ category }) => category)].map(([category, members]) => ({
      id: category,
      title: t(`category.${category}`),
      members: members.map((entry) => ({ entry })),
    }));
  return (
    <SmallPalette
      title={t('command.addLayerHere')}
      at={adding.at}
      groupsFor={groupsFor}
      onChoose={(entry) => addEntryHere(entry, adding)}
      onCancel={cancelAddHere}
      onLeave={closeAddHere}
    />
  );
}
