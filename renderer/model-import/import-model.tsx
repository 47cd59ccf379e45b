/** A model of another program is chosen and becomes a project, or its weights a run of the open one. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { type ImportResult, sendModel } from '../../shared/contract/send-model.ts';
import { problemText } from '../../shared/i18n/translate.ts';
import type { Problem } from '../../shared/problem.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { client } from '../connection/client.ts';
import { chooseFiles } from '../host/files.ts';
import { closeProject, openProject } from '../state/project-session.ts';
import { useStudio } from '../state/store.ts';
import { useRunStore } from '../training/run-store.ts';
import { tNow } from '../ui/i18n.ts';
import { tell, tellError } from '../ui/notify.ts';

const modelFileTypes = '.keras,.h5,.hdf5,.json,.bin,.zip';
/** Endings that only models have; a `.json` may be a project, a `.zip` anything. */
export const isModelName = (name: string): boolean => /\.(keras|h5|hdf5)$/i.test(name);

/** Asks for the files, and with a project open also what to make of them. */
export async function chooseModel(): Promise<void> {
  const files = await chooseFiles(modelFileTypes);
  if (files.length === 0) return;
  const { doc, writable } = useStudio.getState();
  if (doc === null || !writable) await importAsProject(files);
  else askWhere(files, doc);
}

export async function importAsProject(files: readonly File[]): Promise<void> {
  const result = await send(files, null);
  if (result === undefined) return;
  await closeProject();
  if (!(await openProject(result.projectId, { place: 'model' }))) return;
  useRunStore.getState().choose(result.runId);
  tellDone(tNow('import.done', { name: files[0]?.name ?? '' }), result.notes);
}

async function importWeights(files: readonly File[], doc: ProjectDoc): Promise<void> {
  const result = await send(files, doc);
  if (result === undefined) return;
  useRunStore.getState().choose(result.runId);
  tellDone(tNow('import.weightsDone', { name: files[0]?.name ?? '' }), result.notes);
}

/** undefined: refused, which has then been said. */
async function send(files: readonly File[], into: ProjectDoc | null): Promise<ImportResult | undefined> {
  const message = tNow('import.reading', { name: files[0]?.name ?? '' });
  const notice = notifications.show({ message, loading: true, autoClose: false, withBorder: true });
  try {
    return await sendModel(client.model, files, into);
  } catch (error) {
    tellError(error);
    return undefined;
  } finally {
    notifications.hide(notice);
  }
}

/** Remarks stay until they are read, for they say what is not as it was in the file; the run keeps them too. */
function tellDone(text: string, notes: readonly Problem[]): void {
  tell(text);
  for (const note of notes) {
    const message = problemText(note, tNow);
    useStudio.getState().addLog({ severity: 'warning', text: message });
    notifications.show({ message, color: 'orange', autoClose: false, withBorder: true });
  }
}

function askWhere(files: readonly File[], doc: ProjectDoc): void {
  const id = modals.open({
    title: tNow('import.title', { name: files[0]?.name ?? '' }),
    closeButtonProps: { 'aria-label': tNow('app.close') },
    children: (
      <Stack gap="sm">
        <Text size="sm">{tNow('import.where', { project: doc.name })}</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => close(() => importWeights(files, doc))}>
            {tNow('import.asWeights')}
          </Button>
          <Button data-autofocus onClick={() => close(() => importAsProject(files))}>
            {tNow('import.asProject')}
          </Button>
        </Group>
      </Stack>
    ),
  });
  const close = (then: () => Promise<void>): void => {
    modals.close(id);
    void then().catch(tellError);
  };
}
