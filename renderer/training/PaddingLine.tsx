import { Text } from '@mantine/core';
import { z } from 'zod';
import { useT } from '../ui/i18n.ts';
import { percentText } from './percent-text.ts';
import type { StartedEvent } from './run-metrics.ts';

const paddingSchema = z.object({ plain: z.number(), bucketed: z.number().nullable() });

/** How much of what this run computes is padding, where its samples differ in length. */
export function PaddingLine({ counts }: { counts: StartedEvent['counts'] }) {
  const t = useT();
  const padding = paddingSchema.safeParse(counts?.['padding']);
  if (!padding.success) return null;
  const { plain, bucketed } = padding.data;
  return (
    <Text size="xs" c="dimmed">
      {bucketed === null
        ? t('train.padding', { plain: percentText(plain) })
        : t('train.padding.bucketed', { plain: percentText(plain), bucketed: percentText(bucketed) })}
    </Text>
  );
}
