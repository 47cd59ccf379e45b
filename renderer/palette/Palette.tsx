import { TextInput, Tooltip } from '@mantine/core';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { LayerCategory } from '../../shared/layers/layer-type.ts';
import { addFromPalette } from '../canvas/canvas-actions.ts';
import { canvas } from '../canvas/canvas-handle.ts';
import { endPaletteDrag, startPaletteDrag } from '../canvas/palette-drag.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { paletteSearchId } from '../ui/element-ids.ts';
import { Icon } from '../ui/icons.tsx';
import { type PaletteEntry, paletteEntries, search } from './palette-entries.ts';
import classes from './palette.module.css';

export function Palette() {
  const t = useT();
  const definitions = useStudio((state) => state.doc?.graph.definitions);
  const inside = useStudio((state) => state.blockPath.at(-1));
  const writable = useStudio((state) => state.writable);
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const entries = useMemo(() => paletteEntries(t, definitions ?? [], inside), [t, definitions, inside]);
  const found = search(entries, query);
  const groups = Map.groupBy(found, (entry) => entry.category);

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter' && found[0] && query !== '') {
      addFromPalette(found[0].id);
      // What is typed next looks for another layer.
      event.currentTarget.select();
    }
    if (event.key === 'Escape') {
      if (query === '') focusSelected();
      setQuery('');
    }
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      list.current?.querySelector('button')?.focus();
    }
  };
  return (
    <>
      <div className={classes.search}>
        <TextInput
          id={paletteSearchId}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          placeholder={t('editor.searchLayers')}
          aria-label={t('editor.searchLayers')}
          leftSection={<Icon name="search" size={14} />}
        />
      </div>
      <div ref={list} className={classes.list} onKeyDown={moveFocus}>
        {[...groups].map(([category, members]) => (
          <PaletteGroup
            key={category}
            category={category}
            entries={members}
            searching={query !== ''}
            disabled={!writable}
          />
        ))}
        {found.length === 0 && <p className={classes.none}>{t('editor.noLayer', { query })}</p>}
      </div>
      <p className={classes.hint}>{t('editor.paletteHint')}</p>
    </>
  );
}

/** Out of the palette: the keyboard goes on at the layer that was added last. */
function focusSelected(): void {
  const node = useStudio.getState().selection.nodes.at(-1);
  if (node) canvas()?.focusNode(node);
}

interface PaletteGroupProps {
  readonly category: LayerCategory;
  readonly entries: readonly PaletteEntry[];
  /** What was searched for is never folded away. */
  readonly searching: boolean;
  readonly disabled: boolean;
}

function PaletteGroup({ category, entries, searching, disabled }: PaletteGroupProps) {
  const t = useT();
  const [all, setAll] = useState(false);
  const common = entries.filter((entry) => !entry.rare);
  const rare = entries.length - common.length;
  // A single line to unfold a single line would save nothing.
  const folds = !searching && rare > 1;
  const shown = folds && !all ? common : entries;
  return (
    <section aria-labelledby={`palette-${category}`}>
      <h2 id={`palette-${category}`} className={classes.category}>
        {t(`category.${category}`)}
      </h2>
      {shown.map((entry) => (
        <Tooltip
          key={entry.id}
          label={entry.help}
          disabled={entry.help === ''}
          position="right"
          offset={10}
          openDelay={250}
          events={{ hover: true, focus: true, touch: false }}
          multiline
          w={240}
        >
          <button
            type="button"
            className={classes.entry}
            data-layer-type={entry.id}
            disabled={disabled}
            draggable={!disabled}
            onDragStart={(event) => startPaletteDrag(event, entry.id)}
            onDragEnd={endPaletteDrag}
            onDoubleClick={() => addFromPalette(entry.id, { focus: true })}
            // detail 0: Enter, Space or assistive technology. One click of the mouse is the beginning of two, or of a drag.
            onClick={(event) => {
              if (event.detail === 0) addFromPalette(entry.id);
            }}
          >
            {entry.label}
          </button>
        </Tooltip>
      ))}
      {folds && (
        <button
          type="button"
          className={classes.more}
          aria-expanded={all}
          aria-label={`${t(`category.${category}`)}: ${all ? t('editor.fewerLayers') : t('editor.moreLayers', { count: rare })}`}
          onClick={() => setAll(!all)}
        >
          {all ? t('editor.fewerLayers') : t('editor.moreLayers', { count: rare })}
        </button>
      )}
    </section>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  event.preventDefault();
  if (at === 0 && event.key === 'ArrowUp') document.getElementById(paletteSearchId)?.focus();
  else buttons[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}
