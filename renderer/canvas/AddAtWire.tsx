import { Button, TextInput } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { layerFits } from '../../shared/graph/layer-fits.ts';
import type { WireFit } from '../../shared/graph/wire-fits.ts';
import { choiceOf, matchRank, type PaletteEntry, paletteEntries, search } from '../palette/palette-entries.ts';
import { repairContext, useShownFacts } from '../state/derived.ts';
import { shownScope } from '../state/shown-graph.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import { addEntryAt, closeAddAt, removePulled, useAddAt } from './add-at-wire.ts';
import { canvas } from './canvas-handle.ts';
import { fitText } from './fit-text.ts';
import { markOf } from './wire-drag.ts';
import classes from './wires.module.css';

type Adding = NonNullable<ReturnType<typeof useAddAt.getState>['adding']>;

/** The palette at the end of a wire that was let go over the empty canvas: what fits there comes first. */
export function AddAtWire() {
  const adding = useAddAt((state) => state.adding);
  // Another place, another document: what was to be wired may be gone.
  const doc = useStudio((state) => state.doc?.graph);
  useEffect(() => closeAddAt, [doc]);
  return adding && <SmallPalette key={`${adding.fixed.end.node} ${adding.at.x} ${adding.at.y}`} adding={adding} />;
}

interface Offer {
  readonly entry: PaletteEntry;
  readonly fit: WireFit;
}

const width = 300;
const height = 340;

function SmallPalette({ adding }: { adding: Adding }) {
  const t = useT();
  const facts = useShownFacts();
  const { fixed, at } = adding;
  const [query, setQuery] = useState('');
  const [chosenAt, setActive] = useState<number | null>(null);
  const list = useId();
  const offers = useOffers(adding);
  const groups = grouped(offers, query);
  const shown = groups.flatMap(({ members }) => members);
  const active = Math.min(chosenAt ?? bestAnswer(shown, query), shown.length - 1);
  const chosen = shown[active];
  const box = useClickOutside(closeAddAt);
  const focused = useRef<HTMLInputElement>(null);
  useEffect(() => focused.current?.focus(), []);
  useEffect(() => {
    document.getElementById(`${list}-${chosen?.entry.id}`)?.scrollIntoView({ block: 'nearest' });
  });

  const close = (): void => {
    closeAddAt();
    canvas()?.focusNode(fixed.end.node);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && chosen && event.target === focused.current) addEntryAt(chosen.entry.id, adding);
    else if (event.key === 'ArrowDown') setActive(Math.min(active + 1, shown.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const name = facts.names.get(fixed.end.node) ?? '';
  const nameOf = (node: string): string => facts.names.get(node as typeof fixed.end.node) ?? '';
  const title = t(fixed.side === 'source' ? 'editor.addBehind' : 'editor.addBefore', { name });
  return (
    <div
      ref={box}
      className={classes.adding}
      style={{
        width,
        maxHeight: height,
        left: Math.max(8, Math.min(at.x + 4, innerWidth - width - 8)),
        top: Math.max(8, Math.min(at.y - 24, innerHeight - height - 8)),
      }}
      role="dialog"
      aria-label={title}
      onKeyDown={onKeyDown}
    >
      <h2>{title}</h2>
      <TextInput
        ref={focused}
        size="sm"
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(null);
        }}
        placeholder={t('editor.searchLayers')}
        aria-label={t('editor.searchLayers')}
        leftSection={<Icon name="search" size={14} />}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen ? `${list}-${chosen.entry.id}` : undefined}
      />
      <div id={list} className={classes.offers} role="listbox" aria-label={title}>
        {groups.map(({ kind, members }) => (
          <div key={kind} role="group" aria-label={t(`editor.offers.${kind}`)}>
            <p className={classes.offersHead} aria-hidden>
              {t(`editor.offers.${kind}`)}
            </p>
            {members.map(({ entry, fit }) => (
              <div
                key={entry.id}
                id={`${list}-${entry.id}`}
                className={classes.offer}
                role="option"
                aria-selected={entry === chosen?.entry}
                data-fit={kind}
                onPointerMove={() => setActive(shown.findIndex((offer) => offer.entry === entry))}
                onClick={() => addEntryAt(entry.id, adding)}
              >
                <span>{entry.label}</span>
                {fit.kind !== 'fits' && <small>{sentence(fit, t, nameOf)}</small>}
              </div>
            ))}
          </div>
        ))}
        {shown.length === 0 && <p className={classes.offersHead}>{t('editor.noLayer', { query })}</p>}
      </div>
      {fixed.moved && (
        <Button variant="subtle" size="compact-sm" color="red" onClick={() => removePulled(adding)}>
          {t('editor.removePulled')}
        </Button>
      )}
    </div>
  );
}

/** Whoever types a name means that layer, even where others fit whose help has the word. */
function bestAnswer(shown: readonly Offer[], query: string): number {
  const ranks = shown.map(({ entry }) => (query === '' ? 0 : matchRank(entry, query)));
  return Math.max(0, ranks.indexOf(ranks.includes(0) ? 0 : ranks.includes(1) ? 1 : 2));
}

/** The repair's name says enough where there is one. */
function sentence(fit: WireFit, t: ReturnType<typeof useT>, nameOf: (node: string) => string): string {
  if (fit.kind === 'misfit' && fit.repair !== undefined) return t(`repair.${fit.repair}`, fit.problem.details);
  return fitText(fit, t, nameOf).join(' ');
}

function useOffers({ fixed }: Adding): readonly Offer[] {
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

/** What does not fit is found by searching only; rare layers come after the common ones. */
function grouped(
  offers: readonly Offer[],
  query: string,
): readonly { readonly kind: (typeof kinds)[number]; readonly members: readonly Offer[] }[] {
  const found = search(
    offers.map(({ entry }) => entry),
    query,
  );
  const matching = found.flatMap((entry) => offers.find((offer) => offer.entry === entry) ?? []);
  const ordered = query === '' ? matching.toSorted((a, b) => Number(a.entry.rare) - Number(b.entry.rare)) : matching;
  return kinds.flatMap((kind) => {
    const members = ordered.filter(({ fit }) => markOf(fit) === kind);
    return members.length > 0 && (kind !== 'misfit' || query !== '') ? [{ kind, members }] : [];
  });
}
