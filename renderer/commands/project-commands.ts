import type { ProjectDoc } from '../../shared/project-doc.ts';
import { projectText } from '../../shared/project-file/project-text.ts';
import { chooseFile, saveFile } from '../host/files.ts';
import { chooseModel } from '../model-import/import-model.tsx';
import { startWithChosen } from '../shell/start-with.ts';
import { closeProject, createProject, openProject, saveProject, uploadProject } from '../state/project-session.ts';
import { fileName } from '../summary/file-name.ts';
import { tell } from '../ui/notify.ts';
import { type Command, defineCommand, editable, projectOpen } from './command.ts';

/** Pictures that the studio saves carry their project. */
export const projectFileTypes = '.json,.weft,.svg,.png,application/json';

const projectFile = (doc: ProjectDoc): Blob => new Blob([projectText(doc)], { type: 'application/json' });

export const projectCommands: readonly Command[] = [
  defineCommand({
    id: 'save',
    group: 'project',
    keys: ['mod+s'],
    inFields: true,
    enabled: editable,
    run: async ({ t }) => {
      if (await saveProject()) tell(t('app.savedNotice'));
    },
  }),
  defineCommand({
    id: 'newProject',
    group: 'project',
    run: async ({ t }) => {
      await closeProject();
      await createProject(null, t('project.untitled'));
    },
  }),
  defineCommand({
    id: 'openFile',
    group: 'project',
    keys: ['mod+o'],
    run: async () => {
      const file = await chooseFile(projectFileTypes);
      if (!file) return;
      await closeProject();
      await uploadProject(file);
    },
  }),
  defineCommand({ id: 'importFile', group: 'project', run: () => startWithChosen() }),
  defineCommand({ id: 'importModel', group: 'project', run: () => chooseModel() }),
  defineCommand({
    id: 'downloadProject',
    group: 'project',
    enabled: projectOpen,
    // Made in the page: what is on the screen, also without the core and with a full disk there.
    run: ({ state: { doc } }) => {
      if (doc) saveFile(fileName(doc.name, 'project.weft.json'), projectFile(doc));
    },
  }),
  defineCommand({
    id: 'takeOver',
    group: 'project',
    enabled: (state) => state.doc !== null && !state.writable,
    run: async ({ state }) => {
      if (state.doc) await openProject(state.doc.id, { takeOver: true });
    },
  }),
  defineCommand({ id: 'closeProject', group: 'project', enabled: projectOpen, run: () => closeProject() }),
];
