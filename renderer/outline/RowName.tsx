import { TextInput } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { GraphNode } from '../../shared/graph/graph-doc.ts';
import { renameNode } from '../canvas/canvas-actions.ts';
import { useT } from '../ui/i18n.ts';
import { renameInOutline } from './renaming.ts';

/** Writes a layer's name in its row: Enter keeps it, Escape leaves it as it was. Empty is the name it gets by itself. */
export function RowName({ node, automatic }: { readonly node: GraphNode; readonly automatic: string }) {
  const t = useT();
  const [draft, setDraft] = useState(node.name);
  const isLeft = useRef(false);
  const leave = (input: HTMLElement): void => {
    isLeft.current = true;
    input.closest<HTMLElement>('[role="treeitem"]')?.focus();
    renameInOutline(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    // The tree's own keys are letters of the name here.
    event.stopPropagation();
    // Enter that ends the choice of a Chinese word is not ours.
    if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    if (event.key === 'Enter') renameNode(node.id, draft);
    leave(event.currentTarget);
  };
  return (
    <TextInput
      size="xs"
      mt={2}
      aria-label={t('editor.name')}
      value={draft}
      placeholder={automatic}
      maxLength={200}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onBlur={() => {
        if (isLeft.current) return;
        renameNode(node.id, draft);
        renameInOutline(null);
      }}
    />
  );
}
