import { Badge, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { type ProjectChange, compareProjects } from '../../shared/compare-projects.ts';
import { changeText } from '../../shared/compare-words.ts';
import { maxNameLength, type ProjectDoc } from '../../shared/project-doc.ts';
import { queries } from '../connection/queries.ts';
import { saveCopy } from '../state/project-session.ts';
import { updateDoc, useDoc, useStudio } from '../state/store.ts';
import { currentLanguage, useT } from '../ui/i18n.ts';
import { tell } from '../ui/notify.ts';
import { showComparison, showProjectDialog } from './project-dialogs.ts';
import classes from './versions.module.css';

interface Row {
  readonly key: string;
  readonly label: string;
  /** null: not read yet, or unreadable. */
  readonly doc: ProjectDoc | null;
  readonly changes: readonly ProjectChange[] | null;
  readonly isOpen: boolean;
}

/** What is open, what was saved last and what was kept before: when, how much changed and what, and the way back. */
export function Versions() {
  const t = useT();
  const doc = useDoc();
  const list = useQuery({ ...queries.project.versions.queryOptions({ input: { id: doc.id } }), staleTime: 0 });
  const versions = list.data ?? [];
  const docs = useQueries({
    queries: versions.map(({ version, bytes }) => ({
      ...queries.project.version.queryOptions({ input: { id: doc.id, version } }),
      queryKey: ['version', doc.id, version, bytes],
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  const when = new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'medium' });
  if (list.isPending) return <Loader size="sm" aria-label={t('projects.versions.reading')} />;
  const saved = versions.map(({ version }, index) => {
    const [own, earlier] = [docs[index]?.data?.doc, docs[index + 1]?.data?.doc];
    return {
      key: String(version),
      label: when.format(version),
      doc: own ?? null,
      changes: own && earlier ? compareProjects(earlier, own) : null,
      isOpen: false,
    };
  });
  const newest = saved[0]?.doc;
  const unsaved = newest ? compareProjects(newest, doc) : [];
  const now: Row = { key: 'now', label: t('projects.versions.now'), doc, changes: unsaved, isOpen: true };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('projects.versions.text')}
      </Text>
      <ol className={classes.versions}>
        {[...(unsaved.length > 0 ? [now] : []), ...saved].map((row, index) => (
          <VersionRow key={row.key} row={row} isLast={index === saved.length - (unsaved.length > 0 ? 0 : 1)} />
        ))}
      </ol>
    </Stack>
  );
}

const shownChanges = 4;

function VersionRow({ row, isLast }: { row: Row; isLast: boolean }) {
  const t = useT();
  const doc = useDoc();
  const writable = useStudio((state) => state.writable);
  const { doc: version, changes, isOpen, label } = row;
  const restore = (restored: ProjectDoc): void => {
    updateDoc('command.restoreVersion', (current) => ({ ...restored, id: current.id }));
    showProjectDialog(null);
    tell(t('projects.versions.restored', { time: label }));
  };
  const compare = (other: ProjectDoc): void =>
    showComparison({ before: { label, doc: other }, after: { label: t('projects.versions.now'), doc } });
  return (
    <li className={classes.version}>
      <div className={classes.versionHead}>
        <strong>{label}</strong>
        {changes !== null && changes.length > 0 && (
          <Badge variant="light" size="sm">
            {t('projects.versions.changes', { count: changes.length })}
          </Badge>
        )}
        {isLast && !isOpen && <span className={classes.quiet}>{t('projects.versions.first')}</span>}
      </div>
      {changes !== null && <Changes changes={changes} />}
      {!isOpen && version && (
        <Group gap={6}>
          <Button size="compact-sm" variant="default" onClick={() => compare(version)}>
            {t('projects.versions.compare')}
          </Button>
          <Button size="compact-sm" variant="default" disabled={!writable} onClick={() => restore(version)}>
            {t('projects.versions.restore')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() =>
              void saveCopy(version, `${version.name} (${label})`.slice(0, maxNameLength)).then((done) => {
                if (done) showProjectDialog(null);
              })
            }
          >
            {t('projects.versions.asProject')}
          </Button>
        </Group>
      )}
    </li>
  );
}

function Changes({ changes }: { changes: readonly ProjectChange[] }) {
  const t = useT();
  const rest = changes.length - shownChanges;
  if (changes.length === 0) return <span className={classes.quiet}>{t('projects.versions.onlyMoved')}</span>;
  return (
    <ul className={classes.changes}>
      {changes.slice(0, shownChanges).map((change, index) => (
        <li key={index}>{changeText(change, t)}</li>
      ))}
      {rest > 0 && <li className={classes.quiet}>{t('projects.versions.more', { count: rest })}</li>}
    </ul>
  );
}
