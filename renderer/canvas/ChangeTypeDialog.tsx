import { Modal, Stack, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { keptParams } from '../../shared/graph/change-type.ts';
import { layerType } from '../../shared/layers/index.ts';
import { paramLabel } from '../../shared/graph/node-words.ts';
import { matchRank, type PaletteEntry, paletteEntries, search } from '../palette/palette-entries.ts';
import { useNameOf, useShownFacts } from '../state/derived.ts';
import { useShownGraph } from '../state/shown-graph.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { changeTypeOf } from './canvas-actions.ts';
import { canvas } from './canvas-handle.ts';
import { fitsInPlace } from './fits-in-place.ts';
import classes from './canvas.module.css';

/** Another layer in a node's place, those that take what arrives first. */
export function ChangeTypeDialog() {
  const t = useT();
  const id = useStudio((state) => state.changingType);
  const name = useNameOf(id);
  const close = (): void => useStudio.getState().setChangingType(null);
  return (
    <Modal
      opened={id !== null}
      onClose={close}
      title={t('canvas.changeTypeOf', { name })}
      size="md"
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      {id && <Types key={id} onDone={close} />}
    </Modal>
  );
}

function Types({ onDone }: { onDone: () => void }) {
  const t = useT();
  const doc = useDoc();
  const graph = useShownGraph();
  const facts = useShownFacts();
  const id = useStudio((state) => state.changingType);
  const node = graph.nodes.find((candidate) => candidate.id === id);
  const [query, setQuery] = useState('');
  const types = useMemo(() => {
    if (!node) return [];
    // Of the same group: LSTM and GRU are taken for each other more often than for Flatten.
    const isNear = (entry: PaletteEntry): boolean => entry.category === layerType(node.type)?.category;
    const rank = (entry: PaletteEntry): number => (query === '' ? 0 : matchRank(entry, query));
    const entries = paletteEntries(t, [], undefined).filter((entry) => entry.id !== node.type);
    return search(entries, query)
      .map((entry) => ({ entry, fits: fitsInPlace(node, entry.id, facts, doc.graph.definitions) }))
      .toSorted(
        (a, b) =>
          // Whoever types a name means that layer, whether it fits or not.
          rank(a.entry) - rank(b.entry) ||
          Number(b.fits) - Number(a.fits) ||
          Number(isNear(b.entry)) - Number(isNear(a.entry)),
      );
  }, [node, query, facts, doc.graph.definitions, t]);
  if (!node) return null;
  const choose = (type: string | undefined): void => {
    if (type === undefined) return;
    changeTypeOf(node.id, type);
    onDone();
    canvas()?.focusNode(node.id);
  };
  const kept = (type: string): string =>
    Object.keys(keptParams(node, type))
      .map((name) => paramLabel(t, type, name))
      .join(', ');
  return (
    <Stack gap="xs">
      <TextInput
        data-autofocus
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') choose(types[0]?.entry.id);
        }}
        placeholder={t('canvas.searchTypes')}
        aria-label={t('canvas.searchTypes')}
      />
      <ul className={classes.targets} aria-label={t('canvas.types')}>
        {types.map(({ entry, fits }) => (
          <li key={entry.id}>
            <button type="button" data-misfit={!fits} onClick={() => choose(entry.id)}>
              <span className={classes.typeRow}>
                <span>{entry.label}</span>
                <small>
                  {[fits ? t('canvas.typeFits') : t('canvas.typeMisfits'), keptText(kept(entry.id), t)]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Stack>
  );
}

const keptText = (names: string, t: ReturnType<typeof useT>): string =>
  names === '' ? '' : t('canvas.keepsParams', { names });
