import { Button } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { layerFits } from '../../shared/graph/layer-fits.ts';
import type { WireFit } from '../../shared/graph/wire-fits.ts';
import type { LayerCategory } from '../../shared/layers/layer-type.ts';
import { choiceOf, type PaletteEntry, paletteEntries, search } from '../palette/palette-entries.ts';
import { repairContext, useShownFacts } from '../state/derived.ts';
import { shownScope } from '../state/shown-graph.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { addEntryAt, closeAddAt, removePulled, useAddAt } from './add-at-wire.ts';
import { canvas } from './canvas-handle.ts';
import { fitText } from './fit-text.ts';
import { type OfferGroup, SmallPalette } from './SmallPalette.tsx';
import { markOf } from './wire-drag.ts';

type Adding = NonNullable<ReturnType<typeof useAddAt.getState>['adding']>;

/** The palette at the end of a wire that was let go over the empty canvas: what fits there comes first. */
export function AddAtWire() {
  const adding = useAddAt((state) => state.adding);
  // Another place, another document: what was to be wired may be gone.
  const doc = useStudio((state) => state.doc?.graph);
  useEffect(() => closeAddAt, [doc]);
  return adding && <WirePalette key={`${adding.fixed.end.node} ${adding.at.x} ${adding.at.y}`} adding={adding} />;
}

function WirePalette({ adding }: { adding: Adding }) {
  const t = useT();
  const { names } = useShownFacts();
  const { fixed, at } = adding;
  const nameOf = (node: string): string => names.get(node) ?? '';
  const offers = useOffers(adding);
  return (
    <SmallPalette
      title={t(fixed.side === 'source' ? 'editor.addBehind' : 'editor.addBefore', { name: nameOf(fixed.end.node) })}
      at={at}
      groupsFor={(query) => grouped(offers, query, fixed, t, nameOf)}
      onChoose={(entry) => addEntryAt(entry, adding)}
      onCancel={() => {
        closeAddAt();
        canvas()?.focusNode(fixed.end.node);
      }}
      onLeave={closeAddAt}
    >
      {fixed.moved && (
        <Button variant="subtle" size="compact-sm" color="red" onClick={() => removePulled(adding)}>
          {t('editor.removePulled')}
        </Button>
      )}
    </SmallPalette>
  );
}

interface FittingOffer {
  readonly entry: PaletteEntry;
  readonly fit: WireFit;
}

function useOffers({ fixed }: Adding): readonly FittingOffer[] {
  const t = useT();
  const doc = useDoc();
  const scope = useStudio(shownScope);
  return useMemo(() => {
    const entries = paletteEntries(t, doc.graph.definitions, scope);
    const fits = layerFits(
      doc.graph,
      scope,
      fixed,
      repairContext(doc),
      entries.map((entry) => choiceOf(entry.id)),
    );
    return entries.flatMap((entry, index) => {
      const fit = fits[index];
      return fit ? [{ entry, fit }] : [];
    });
  }, [t, doc, scope, fixed]);
}

const kinds = ['fits', 'repair', 'misfit'] as const;

/** What people mostly put behind a layer comes first; before one, an Input may be what is wanted. */
const mostlyBehind: readonly LayerCategory[] = ['recurrent', 'convolution', 'core', 'io', 'pooling', 'regularization'];
const mostlyBefore: readonly LayerCategory[] = ['io', ...mostlyBehind];

/** What does not fit is found by searching only; rare layers come after the common ones. */
function grouped(
  offers: readonly FittingOffer[],
  query: string,
  { side }: Adding['fixed'],
  t: ReturnType<typeof useT>,
  nameOf: (node: string) => string,
): readonly OfferGroup[] {
  const found = search(
    offers.map(({ entry }) => entry),
    query,
  );
  const matching = found.flatMap((entry) => offers.find((offer) => offer.entry === entry) ?? []);
  const usual = side === 'source' ? mostlyBehind : mostlyBefore;
  const rank = ({ entry }: FittingOffer): number => {
    const place = usual.indexOf(entry.category);
    return (entry.rare ? 100 : 0) + (place < 0 ? usual.length : place);
  };
  const ordered = query === '' ? matching.toSorted((a, b) => rank(a) - rank(b)) : matching;
  return kinds.flatMap((kind) => {
    const members = ordered
      .filter(({ fit }) => markOf(fit) === kind)
      .map(({ entry, fit }) => ({ entry, ...(fit.kind === 'fits' ? {} : { remark: sentence(fit, t, nameOf) }) }));
    return members.length > 0 && (kind !== 'misfit' || query !== '')
      ? [{ id: kind, title: t(`editor.offers.${kind}`), members }]
      : [];
  });
}

/** The repair's name says enough where there is one. */
function sentence(fit: WireFit, t: ReturnType<typeof useT>, nameOf: (node: string) => string): string {
  if (fit.kind === 'misfit' && fit.repair !== undefined) return t(`repair.${fit.repair}`, fit.problem.details);
  return fitText(fit, t, nameOf).join(' ');
}
