import type { TFunction } from 'i18next';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import type { CardUsage, ProcessUsage } from '../../shared/contract/usage.ts';
import { bytesText } from '../charts/format.ts';
import { percentText } from './percent-text.ts';
import { isAlive } from './run-metrics.ts';

/** What a run takes of card, processors and memory just now; of one that has ended, the most memory it took. */
export function usageWords({ usage, status }: Pick<RunSummary, 'usage' | 'status'>, t: TFunction): readonly string[] {
  const { process, card } = usage ?? {};
  if (!isAlive(status)) return process ? [t('train.usage.most', { memory: bytesText(process.mostBytes) })] : [];
  return [...(card ? [cardWords(card, t)] : []), ...(process ? [processWords(process, t)] : [])];
}

function cardWords({ name, bytes, totalBytes, busy }: CardUsage, t: TFunction): string {
  const facts = [
    busy === null ? [] : t('train.usage.busy', { share: percentText(busy) }),
    bytes === null || totalBytes === null
      ? []
      : t('train.usage.memoryOf', { used: bytesText(bytes), total: bytesText(totalBytes) }),
  ].flat();
  return facts.length === 0 ? name : t('train.usage.card', { name, facts: facts.join(' · ') });
}

function processWords({ bytes, busy, processors }: ProcessUsage, t: TFunction): string {
  return t('train.usage.process', { memory: bytesText(bytes), busy: busy.toFixed(1), processors });
}
