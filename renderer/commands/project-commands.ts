import { client } from '../connection/client.ts';
import { chooseFile, saveFile } from '../host/files.ts';
import { chooseModel } from '../model-import/import-model.tsx';
import { startWithChosen } from '../shell/start-with.ts';
import { closeProject, createProject, openProject, saveProject, uploadProject } from '../state/project-session.ts';
import { tell, tellError } from '../ui/notify.ts';
import { type Command, defineCommand, editable, projectOpen } from './command.ts';

export const projectFileTypes = '.json,.weft,application/json';

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
    run: async () => {
      await closeProject();
      await createProject(null);
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
    run: async ({ state }) => {
      if (!state.doc) return;
      try {
        // The file must hold what is on the screen, not what was saved some edits ago.
        if (state.writable && state.doc !== state.savedDoc) await saveProject();
        const { name, file } = await client.project.download({ id: state.doc.id });
        saveFile(name, file);
      } catch (error) {
        tellError(error);
      }
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
