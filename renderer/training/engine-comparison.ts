/** Whether the table of this computer's engines is unfolded in the Train place. */
import { create } from 'zustand';
import { type Command, defineCommand, projectOpen } from '../commands/command.ts';

export const useComparison = create<{ readonly open: boolean }>()(() => ({ open: false }));

export const comparisonCommands: readonly Command[] = [
  defineCommand({
    id: 'compareEngines',
    group: 'go',
    enabled: projectOpen,
    run: ({ state }) => {
      state.goTo('train');
      useComparison.setState({ open: true });
    },
  }),
];
