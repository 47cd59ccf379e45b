import { TextInput } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { Position } from '../../shared/graph/edits.ts';
import { matchRank, type PaletteEntry } from '../palette/palette-entries.ts';
import { useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import classes from './wires.module.css';

export interface Offer {
  readonly entry: PaletteEntry;
  /** What is to be said of it. */
  readonly remark?: string;
}

export interface OfferGroup {
  readonly id: string;
  readonly title: string;
  readonly members: readonly Offer[];
}

interface SmallPaletteProps {
  readonly title: string;
  /** On the screen. */
  readonly at: Position;
  readonly groupsFor: (query: string) => readonly OfferGroup[];
  readonly onChoose: (entry: string) => void;
  /** Somebody pressed Escape: the keyboard goes back to where it was. */
  readonly onCancel: () => void;
  /** Somebody clicked elsewhere. */
  readonly onLeave: () => void;
  readonly children?: ReactNode;
}

const width = 300;
const height = 340;

/** A palette at a place of the canvas: searched by typing, chosen from with the arrow keys or the mouse. */
export function SmallPalette({ title, at, groupsFor, onChoose, onCancel, onLeave, children }: SmallPaletteProps) {
  const t = useT();
  const [query, setQuery] = useState('');
  const [chosenAt, setActive] = useState<number | null>(null);
  const list = useId();
  const groups = groupsFor(query);
  const shown = groups.flatMap(({ members }) => members);
  const active = Math.min(chosenAt ?? bestAnswer(shown, query), shown.length - 1);
  const chosen = shown[active];
  const box = useClickOutside(onLeave);
  const focused = useRef<HTMLInputElement>(null);
  useEffect(() => focused.current?.focus(), []);
  useEffect(() => {
    document.getElementById(`${list}-${chosen?.entry.id}`)?.scrollIntoView({ block: 'nearest' });
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'Enter' && chosen && event.target === focused.current) onChoose(chosen.entry.id);
    else if (event.key === 'ArrowDown') setActive(Math.min(active + 1, shown.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
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
        {groups.map((group) => (
          <div key={group.id} role="group" aria-label={group.title}>
            <p className={classes.offersHead} aria-hidden>
              {group.title}
            </p>
            {group.members.map(({ entry, remark }) => (
              <div
                key={entry.id}
                id={`${list}-${entry.id}`}
                className={classes.offer}
                role="option"
                aria-selected={entry === chosen?.entry}
                data-fit={group.id}
                onPointerMove={() => setActive(shown.findIndex((offer) => offer.entry === entry))}
                onClick={() => onChoose(entry.id)}
              >
                <span>{entry.label}</span>
                {remark !== undefined && <small>{remark}</small>}
              </div>
            ))}
          </div>
        ))}
        {shown.length === 0 && <p className={classes.offersHead}>{t('editor.noLayer', { query })}</p>}
      </div>
      {children}
    </div>
  );
}

/** Whoever types a name means that layer, even where others fit whose help has the word. */
function bestAnswer(shown: readonly Offer[], query: string): number {
  const ranks = shown.map(({ entry }) => (query === '' ? 0 : matchRank(entry, query)));
  return Math.max(0, ranks.indexOf(ranks.includes(0) ? 0 : ranks.includes(1) ? 1 : 2));
}
