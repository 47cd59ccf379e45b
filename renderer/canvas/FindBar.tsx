import { TextInput } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useShownFacts } from '../state/derived.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { findId } from '../ui/element-ids.ts';
import { useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { canvas } from './canvas-handle.ts';
import { findOnCanvas, type Found } from './find-on-canvas.ts';
import classes from './canvas.module.css';

/** Ctrl+F on the canvas: each hit is selected and brought into the middle. */
export function FindBar() {
  const open = useStudio((state) => state.findOpen);
  return open ? <OpenFindBar /> : null;
}

function OpenFindBar() {
  const t = useT();
  const doc = useDoc();
  const graph = useShownGraph();
  const facts = useShownFacts();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const found = useMemo(
    () => findOnCanvas(query, graph, doc.graph.definitions, facts, t),
    [query, graph, doc.graph.definitions, facts, t],
  );
  const go = (hits: readonly Found[], index: number): void => {
    const next = hits.length === 0 ? 0 : (index + hits.length) % hits.length;
    setAt(next);
    show(hits[next]);
  };
  const close = (): void => {
    useStudio.getState().setFindOpen(false);
    const hit = found[at];
    if (hit) canvas()?.focusNode(hit.id);
  };
  const said = found.length > 0 ? t('canvas.findCount', { at: at + 1, count: found.length }) : t('canvas.findNone');
  return (
    <search className={classes.find} aria-label={t('canvas.find')}>
      <TextInput
        ref={field}
        id={findId}
        size="xs"
        w={220}
        value={query}
        aria-label={t('canvas.find')}
        placeholder={t('canvas.findHint')}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setQuery(text);
          go(findOnCanvas(text, graph, doc.graph.definitions, facts, t), 0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(found, at + (event.shiftKey ? -1 : 1));
          else if (event.key === 'Escape') close();
          else return;
          event.preventDefault();
        }}
      />
      <output aria-live="polite">{query.trim() === '' ? '' : said}</output>
      <IconButton
        icon="up"
        label={t('canvas.findPrevious')}
        shortcut="Shift+Enter"
        disabled={found.length === 0}
        onClick={() => go(found, at - 1)}
      />
      <IconButton
        icon="down"
        label={t('canvas.findNext')}
        shortcut="Enter"
        disabled={found.length === 0}
        onClick={() => go(found, at + 1)}
      />
      <IconButton icon="close" label={t('app.close')} shortcut="Esc" onClick={close} />
    </search>
  );
}

function show(hit: Found | undefined): void {
  if (!hit) return;
  useStudio.getState().select(hit.kind === 'node' ? { nodes: [hit.id] } : { annotations: [hit.id] });
  canvas()?.centreSelection();
}
