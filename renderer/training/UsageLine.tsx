import { Text } from '@mantine/core';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { useT } from '../ui/i18n.ts';
import { usageWords } from './usage-words.ts';
import classes from './training.module.css';

/** What the run takes of the machine, beside what it runs on. */
export function UsageLine({ run }: { run: RunSummary }) {
  const t = useT();
  const words = usageWords(run, t);
  return words.length === 0 ? null : (
    <Text size="xs" c="dimmed" className={classes.usage} data-testid="usage">
      {words.join(' · ')}
    </Text>
  );
}
