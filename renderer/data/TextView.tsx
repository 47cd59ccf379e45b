import { useQuery } from '@tanstack/react-query';
import { queries } from '../connection/queries.ts';
import { useT } from '../ui/i18n.ts';
import classes from './data.module.css';

/** The beginning of an imported text, line by line as the core keeps it. */
export function TextView({ sha256, rows }: { sha256: string; rows: number }) {
  const t = useT();
  const limit = 500;
  const { data } = useQuery(queries.data.page.queryOptions({ input: { sha256, offset: 0, limit } }));
  const text = data?.rows.map((row) => String(row[0] ?? '')).join('\n') ?? '';
  return (
    <pre className={classes.text} tabIndex={0} aria-label={t('data.text')}>
      {text}
      {rows > limit ? `\n\n${t('data.text.more')}` : ''}
    </pre>
  );
}
