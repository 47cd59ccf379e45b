/** The layer whose name is being written in its row of the outline: its own store, because a command begins it. */
import { create } from 'zustand';
import type { NodeId } from '../../shared/ids.ts';

export const useRenaming = create<{ readonly node: NodeId | null }>()(() => ({ node: null }));

export const renameInOutline = (node: NodeId | null): void => useRenaming.setState({ node });

/** Whether the keyboard is in the outline: a name is then written where it stands. */
export const isInOutline = (): boolean => document.activeElement?.closest('[data-outline]') !== null;
