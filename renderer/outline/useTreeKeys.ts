import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { canvas } from '../canvas/canvas-handle.ts';
import { useStudio } from '../state/store.ts';
import { findTyped, type OutlineRow } from './outline-rows.ts';

/** Letters typed within this time belong together. */
const typingMs = 700;

type Expand = (change: (before: ReadonlySet<string>) => ReadonlySet<string>) => void;

interface Tree {
  /** Key of the row that Tab reaches. */
  readonly active: string | undefined;
  readonly tree: RefObject<HTMLUListElement | null>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly activate: (row: OutlineRow, adding: boolean) => void;
  readonly toggle: (row: OutlineRow) => void;
}

/** Keys of a tree, as the ARIA practices describe them. Going to a row selects what it stands for, on the canvas too. */
export function useTreeKeys(rows: readonly OutlineRow[], expand: Expand): Tree {
  const tree = useRef<HTMLUListElement>(null);
  const [wanted, setActive] = useState<string>();
  const typed = useRef({ text: '', at: 0 });
  const active = rows.some(({ key }) => key === wanted) ? wanted : rows[0]?.key;
  useFollowSelection(rows, tree, setActive);

  const goTo = (row: OutlineRow | undefined): void => {
    if (!row) return;
    setActive(row.key);
    selectRow(row, false);
    const items = tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [];
    [...items].find((item) => item.dataset['key'] === row.key)?.focus();
  };
  const toggle = useCallback(
    (row: OutlineRow): void =>
      expand((before) => {
        const after = new Set(before);
        if (!after.delete(row.key)) after.add(row.key);
        return after;
      }),
    [expand],
  );
  const activate = useCallback((row: OutlineRow, adding: boolean): void => {
    setActive(row.key);
    selectRow(row, adding);
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows.findIndex(({ key }) => key === active);
    const row = rows[at];
    if (!row || event.altKey) return;
    const { key } = event;
    const plain = !event.ctrlKey && !event.metaKey;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(rows[at + 1]),
      ArrowUp: () => goTo(rows[at - 1]),
      Home: () => goTo(rows[0]),
      End: () => goTo(rows.at(-1)),
      ArrowRight: () => (row.expanded === false ? toggle(row) : row.expanded === true ? goTo(rows[at + 1]) : undefined),
      ArrowLeft: () =>
        row.expanded === true ? toggle(row) : goTo(rows.find((candidate) => candidate.key === row.parent)),
      ' ': () => activate(row, true),
    };
    const move = plain && !event.shiftKey ? moves[key] : key === ' ' ? moves[' '] : undefined;
    if (move) {
      event.preventDefault();
      move();
    } else if (key === 'Enter' && row.kind === 'inner' && plain) {
      event.preventDefault();
      openInner(row);
    } else if (plain && /^[\p{L}\p{N}_]$/u.test(key)) {
      event.preventDefault();
      const text = event.timeStamp - typed.current.at < typingMs ? typed.current.text + key : key;
      typed.current = { text, at: event.timeStamp };
      goTo(findTyped(rows, text, at));
    }
  };
  return { active, tree, onKeyDown, activate, toggle };
}

/** What is selected on the canvas becomes the row that Tab reaches, and comes into sight. */
function useFollowSelection(
  rows: readonly OutlineRow[],
  tree: RefObject<HTMLElement | null>,
  setActive: (key: string) => void,
): void {
  const last = useStudio(({ selection }) => selection.nodes.at(-1) ?? selection.wires.at(-1));
  const known = useRef(rows);
  known.current = rows;
  useEffect(() => {
    if (last === undefined || !known.current.some(({ key }) => key === last)) return;
    setActive(last);
    tree.current?.querySelector(`[data-key="${CSS.escape(last)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [last, tree, setActive]);
}

function selectRow(row: OutlineRow, adding: boolean): void {
  const { selection, select } = useStudio.getState();
  const before = adding ? selection : { nodes: [], wires: [] };
  const without = <Id>(ids: readonly Id[], id: Id): readonly Id[] =>
    ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
  if (row.kind === 'node') {
    select({ nodes: without(before.nodes, row.node.id), wires: before.wires });
    canvas()?.show(row.node.position);
  } else if (row.kind === 'wire') select({ nodes: before.nodes, wires: without(before.wires, row.wire.id) });
  else select({});
}

/** Opens the block that a row lies in, and selects it there. */
function openInner(row: Extract<OutlineRow, { readonly kind: 'inner' }>): void {
  const { blockPath, openBlock, select } = useStudio.getState();
  openBlock([...blockPath, ...row.path]);
  select({ nodes: [row.node.id] });
}
