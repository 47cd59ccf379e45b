/** Starting, taking up and leaving the tour. */
import { type Command, defineCommand } from '../commands/command.ts';
import { closeProject } from '../state/project-session.ts';
import { canResume, useTour } from './tour-store.ts';

export const tourCommands: readonly Command[] = [
  defineCommand({
    id: 'startTour',
    group: 'help',
    label: ({ t }) => t(canResume() ? 'command.resumeTour' : 'command.startTour'),
    enabled: () => !useTour.getState().running,
    run: async ({ state }) => {
      // Its first step is on the start page; what is open stays as it is saved or kept.
      if (!canResume() && state.doc !== null) await closeProject();
      useTour.getState().start();
    },
  }),
  defineCommand({
    id: 'leaveTour',
    group: 'help',
    enabled: () => useTour.getState().running,
    run: () => useTour.getState().leave(),
  }),
];
