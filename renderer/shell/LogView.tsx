import { Text } from '@mantine/core';
import { useStudio } from '../state/store.ts';
import { currentLanguage, useT } from '../ui/i18n.ts';

/** What was said since the page opened, newest first. */
export function LogView() {
  const t = useT();
  const log = useStudio((state) => state.log);
  if (log.length === 0) return <Text c="dimmed">{t('drawer.log.empty')}</Text>;
  const time = new Intl.DateTimeFormat(currentLanguage(), { timeStyle: 'medium' });
  return (
    <ol style={{ margin: 0, padding: 0, listStyle: 'none' }}>
      {log.toReversed().map((line, index) => (
        <li key={log.length - index}>
          <Text span c="dimmed" mr="sm">
            {time.format(line.at)}
          </Text>
          {line.severity !== 'note' && `${t(`app.severity.${line.severity}`)}: `}
          {line.text}
        </li>
      ))}
    </ol>
  );
}
