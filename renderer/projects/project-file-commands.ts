import { type Command, defineCommand, projectOpen } from '../commands/command.ts';
import { showProjectDialog } from './project-dialogs.ts';

/** Copies, earlier versions, and the project as a text to send. */
export const projectFileCommands: readonly Command[] = [
  defineCommand({
    id: 'saveAs',
    group: 'project',
    keys: ['mod+shift+s'],
    inFields: true,
    enabled: projectOpen,
    run: () => showProjectDialog('saveAs'),
  }),
  defineCommand({ id: 'versions', group: 'project', enabled: projectOpen, run: () => showProjectDialog('versions') }),
  defineCommand({ id: 'shareText', group: 'project', enabled: projectOpen, run: () => showProjectDialog('share') }),
  defineCommand({ id: 'openText', group: 'project', run: () => showProjectDialog('openText') }),
];
