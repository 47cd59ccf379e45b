import { Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ProjectId } from '../../shared/ids.ts';
import { client } from '../connection/client.ts';
import { queries, queryClient } from '../connection/queries.ts';
import { openProject } from '../state/project-session.ts';
import { currentLanguage, useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Icon } from '../ui/icons.tsx';
import { tellError } from '../ui/notify.ts';
import classes from './shell.module.css';

/** Enough to go on with; more would push the templates out of sight. */
const shownFirst = 4;

/** The projects of this computer, newest first; nothing while there is none. */
export function RecentProjects() {
  const t = useT();
  const list = useQuery(queries.project.list.queryOptions({ staleTime: 0 }));
  const projects = (list.data ?? []).toSorted((a, b) => b.updatedAt - a.updatedAt);
  const [all, setAll] = useState(false);
  const when = new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' });
  if (projects.length === 0) return null;
  return (
    <>
      <h2 className={classes.section}>{t('start.recent')}</h2>
      <ul className={classes.recent}>
        {(all ? projects : projects.slice(0, shownFirst)).map((project) => (
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
      {projects.length > shownFirst && (
        <Button variant="subtle" size="compact-sm" mt={6} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('start.fewer') : t('start.all', { count: projects.length })}
        </Button>
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
