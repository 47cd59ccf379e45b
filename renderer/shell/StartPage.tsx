import { Button, Text } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { useCommand } from '../commands/useCommand.ts';
import { chooseFile, droppedFile } from '../host/files.ts';
import { importAsProject, isModelName } from '../model-import/import-model.tsx';
import { createProject, uploadProject } from '../state/project-session.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import { RecentProjects } from './RecentProjects.tsx';
import { TemplateCards } from './TemplateCards.tsx';
import classes from './shell.module.css';

const dataFileTypes = '.csv,.tsv,.txt';

/** A project file is opened, a model imported; anything else is data and becomes a new project's source in the Data place. */
async function startWith(file: File): Promise<void> {
  if (/\.(json|weft)$/i.test(file.name)) {
    await uploadProject(file);
    return;
  }
  if (isModelName(file.name)) {
    await importAsProject([file]);
    return;
  }
  if (await createProject(null, file.name.replace(/\.[^.]+$/, ''))) useStudio.getState().setIncomingFile(file);
}

export function StartPage() {
  const t = useT();
  const create = useCommand('newProject');
  const openFile = useCommand('openFile');
  const importModel = useCommand('importModel');
  return (
    <main className={classes.start}>
      <div className={classes.startInner}>
        <div className={classes.startHead}>
          <div>
            <h1>{t('start.title')}</h1>
            <p>{t('start.text')}</p>
          </div>
          <div className={classes.startActions}>
            <Button variant="default" leftSection={<Icon name="folder" />} onClick={openFile.run}>
              {openFile.label}
            </Button>
            <Button variant="default" leftSection={<Icon name="model" />} onClick={importModel.run}>
              {importModel.label}
            </Button>
            <Button leftSection={<Icon name="plus" />} onClick={create.run}>
              {create.label}
            </Button>
          </div>
        </div>
        <DropArea />
        <RecentProjects />
        <h2 className={classes.section}>{t('start.templates')}</h2>
        <TemplateCards />
      </div>
    </main>
  );
}

function DropArea() {
  const t = useT();
  const [over, setOver] = useState(false);
  const accept = (event: DragEvent): void => {
    event.preventDefault();
    setOver(event.type === 'dragover');
  };
  const choose = async (): Promise<void> => {
    const file = await chooseFile(dataFileTypes);
    if (file) await startWith(file);
  };
  return (
    <div
      className={classes.drop}
      data-over={over}
      onDragOver={accept}
      onDragLeave={accept}
      onDrop={(event) => {
        accept(event);
        const file = droppedFile(event.nativeEvent);
        if (file) void startWith(file);
      }}
    >
      <Icon name="data" size={20} />
      <Text>{t('start.drop')}</Text>
      <Button variant="default" onClick={() => void choose()}>
        {t('start.chooseFile')}
      </Button>
    </div>
  );
}
