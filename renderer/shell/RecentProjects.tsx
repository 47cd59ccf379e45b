import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQuery } from '@tanstack/react-query';
import type { ProjectId } from '../../shared/ids.ts';
import { client } from '../connection/client.ts';
import { queries, queryClient } from '../connection/queries.ts';
import { openProject } from '../state/project-session.ts';
import { currentLanguage, useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Icon } from '../ui/icons.tsx';
import { tellError } from '../ui/notify.ts';
import classes from './shell.module.css';

export function RecentProjects() {
  const t = useT();
  const list = useQuery(queries.project.list.queryOptions({ staleTime: 0 }));
  const projects = (list.data ?? []).toSorted((a, b) => b.updatedAt - a.updatedAt);
  const when = new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <>
      <h2 className={classes.section}>{t('start.recent')}</h2>
      {list.isPending && <Text c="dimmed">{t('app.opening')}</Text>}
      {list.isSuccess && projects.length === 0 && <Text c="dimmed">{t('start.noRecent')}</Text>}
      {projects.length > 0 && (
        <ul className={classes.recent}>
          {projects.map((project) => (
            <li key={project.id}>
              <button type="button" onClick={() => void openProject(project.id, { place: 'model' })}>
                <Icon name="file" />
                <span className={classes.ellipsis}>{project.name}</span>
                <time dateTime={new Date(project.updatedAt).toISOString()}>{when.format(project.updatedAt)}</time>
              </button>
              <IconButton
                icon="trash"
                mr="xs"
                label={t('start.remove', { name: project.name })}
                onClick={() => askRemove(project.id, project.name, t)}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function askRemove(id: ProjectId, name: string, t: ReturnType<typeof useT>): void {
  modals.openConfirmModal({
    title: t('start.removeTitle', { name }),
    children: <Text size="sm">{t('start.removeText')}</Text>,
    labels: { confirm: t('start.removeConfirm'), cancel: t('app.cancel') },
    confirmProps: { color: 'red' },
    closeButtonProps: { 'aria-label': t('app.close') },
    onConfirm: () => void remove(id),
  });
}

async function remove(id: ProjectId): Promise<void> {
  try {
    await client.project.remove({ id });
  } catch (error) {
    tellError(error);
  }
  await queryClient.invalidateQueries({ queryKey: queries.project.list.key() });
}
