import { type DragEvent, useState } from 'react';
import { CommandTextButton } from '../commands/CommandTextButton.tsx';
import { useCommand } from '../commands/useCommand.ts';
import { droppedFile } from '../host/files.ts';
import { useTour } from '../tour/tour-store.ts';
import { useT } from '../ui/i18n.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { Gallery } from './Gallery.tsx';
import { RecentProjects } from './RecentProjects.tsx';
import { startWith } from './start-with.ts';
import classes from './start.module.css';

/** Where one begins: with a file, with a model, with an earlier project or with a template. */
export function StartPage() {
  const t = useT();
  return (
    <main className={classes.start} data-region>
      <div className={classes.inner}>
        <div className={classes.head}>
          <div>
            <h1>{t('start.title')}</h1>
            <p>{t('start.text')}</p>
          </div>
          <div className={classes.others}>
            <CommandTextButton id="newProject" leftSection={<Icon name="plus" />} />
            <CommandTextButton id="openFile" leftSection={<Icon name="folder" />} />
            <TourButton />
          </div>
        </div>
        <FirstActions />
        <RecentProjects />
        <Gallery />
      </div>
    </main>
  );
}

/** Says whether it begins or goes on: that is the tour's to know, not the project's. */
function TourButton() {
  const running = useTour((state) => state.running);
  return running ? null : <CommandTextButton id="startTour" leftSection={<Icon name="use" />} />;
}

/** What most people come with: a table of their own, or a model made elsewhere. Both may be dropped here. */
function FirstActions() {
  const [over, setOver] = useState(false);
  const accept = (event: DragEvent): void => {
    event.preventDefault();
    setOver(event.type === 'dragover');
  };
  return (
    <div
      className={classes.first}
      data-over={over}
      onDragOver={accept}
      onDragLeave={accept}
      onDrop={(event) => {
        accept(event);
        const file = droppedFile(event.nativeEvent);
        if (file) void startWith(file);
      }}
    >
      <FirstAction id="importFile" icon="data" />
      <FirstAction id="importModel" icon="model" />
    </div>
  );
}

function FirstAction({ id, icon }: { id: string; icon: IconName }) {
  const t = useT();
  const { label, run } = useCommand(id);
  return (
    <button type="button" className={classes.action} onClick={run}>
      <Icon name={icon} size={26} />
      <span>
        <strong>{label}</strong>
        <span>{t(`start.${id}`)}</span>
      </span>
    </button>
  );
}
