import { type Command, defineCommand, projectOpen } from '../commands/command.ts';
import type { Studio } from '../state/store.ts';
import { copySummary, saveSummary } from './model-summary.ts';
import { savePicture } from './save-picture.ts';

const somethingDrawn = (state: Studio): boolean => state.doc !== null && state.doc.graph.nodes.length > 0;

/** The model as a table and as a picture. */
export const summaryCommands: readonly Command[] = [
  defineCommand({
    id: 'showSummary',
    group: 'project',
    enabled: projectOpen,
    run: ({ state }) => state.showDrawer('summary'),
  }),
  defineCommand({ id: 'copySummary', group: 'project', enabled: somethingDrawn, run: () => copySummary() }),
  defineCommand({ id: 'saveSummary', group: 'project', enabled: somethingDrawn, run: () => saveSummary() }),
  defineCommand({ id: 'savePictureSvg', group: 'project', enabled: somethingDrawn, run: () => savePicture('svg') }),
  defineCommand({ id: 'savePicturePng', group: 'project', enabled: somethingDrawn, run: () => savePicture('png') }),
];
