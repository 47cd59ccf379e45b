/** Beginning with a file: data, a project or a model of another program, told apart by its name. */
import { chooseFile } from '../host/files.ts';
import { importAsProject, isModelName } from '../model-import/import-model.tsx';
import { closeProject, createProject, uploadProject } from '../state/project-session.ts';
import { useStudio } from '../state/store.ts';

const dataFileTypes = '.csv,.tsv,.txt';

/** A project file is opened, a model imported; anything else is data and becomes a new project's source in the Data place. */
export async function startWith(file: File): Promise<void> {
  if (/\.(json|weft|svg|png)$/i.test(file.name)) {
    await uploadProject(file);
    return;
  }
  if (isModelName(file.name)) {
    await importAsProject([file]);
    return;
  }
  if (await createProject(null, file.name.replace(/\.[^.]+$/, ''))) useStudio.getState().setIncomingFile(file);
}

/** Asks for a file of data and begins a new project with it. */
export async function startWithChosen(): Promise<void> {
  const file = await chooseFile(dataFileTypes);
  if (!file) return;
  await closeProject();
  await startWith(file);
}
