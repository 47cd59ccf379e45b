import { Text } from '@mantine/core';
import type { Machine } from '../../shared/contract/machine.ts';
import { othersText } from '../../shared/training/estimate-words.ts';
import { useT } from '../ui/i18n.ts';

/** How a run computes its steps, and what that was chosen from before it began. */
export function MachineLine({ machine }: { machine: Machine }) {
  const t = useT();
  const { instructionSet, threads: count, mode, eagerBecause, slower = [] } = machine;
  const others = othersText(slower, machine, t);
  return (
    <Text size="xs" c="dimmed">
      {t('train.machine', { instructionSet, count, mode: t(`estimate.mode.${mode}`) })}
      {others !== null && ` ${others}`}
      {eagerBecause !== undefined && ` ${t('estimate.eagerBecause', { reason: eagerBecause })}`}
    </Text>
  );
}
