import { Group, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../ui/i18n.ts';
import type { TextsEvent } from './run-metrics.ts';
import classes from './training.module.css';

/** What a character model writes after an epoch, from careful to daring; the newest epoch unless another is chosen. */
export function WrittenTexts({ texts }: { texts: readonly TextsEvent[] }) {
  const t = useT();
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = texts.find((event) => event.epoch === chosen) ?? texts.at(-1);
  if (!shown) return null;
  const newest = t('train.texts.newest', { epoch: texts.at(-1)?.epoch ?? 0 });
  return (
    <section className={classes.card} aria-label={t('train.texts.title')}>
      <Group justify="space-between" align="start" mb={8}>
        <div>
          <Text fw={600} size="sm">
            {t('train.texts.title')}
          </Text>
          <Text size="xs" c="dimmed" maw={640}>
            {t('train.texts.help')}
          </Text>
        </div>
        {texts.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t('train.texts.epoch')}
            value={chosen ?? ''}
            data={[
              { value: '', label: newest },
              ...texts
                .slice(0, -1)
                .reverse()
                .map(({ epoch }) => ({ value: String(epoch), label: t('train.texts.ofEpoch', { epoch }) })),
            ]}
            onChange={(event) => setChosen(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))}
          />
        )}
      </Group>
      <div className={classes.texts}>
        {shown.samples.map(({ temperature, text }) => (
          <article key={temperature} aria-label={t('use.text.temperature', { temperature: temperature.toFixed(1) })}>
            <Text size="xs" fw={600}>
              {t('use.text.temperature', { temperature: temperature.toFixed(1) })}
            </Text>
            <p className={classes.text}>
              <span>{shown.seedText}</span>
              {text}
            </p>
          </article>
        ))}
      </div>
    </section>
  );
}
