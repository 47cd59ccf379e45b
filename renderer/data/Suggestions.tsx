import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Recipe, withStep } from '../../shared/data/recipe.ts';
import { queries } from '../connection/queries.ts';
import { updateDoc, useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import classes from './data.module.css';
import { withRecipe } from './recipe-edits.ts';
import { stepSentence } from './step-sentence.ts';

/** A recipe proposed for a table, each step with its reason; accepted one by one or all at once. */
export function Suggestions({ sha256 }: { sha256: string }) {
  const t = useT();
  const writable = useStudio((state) => state.writable);
  const { recipe } = useDoc().data;
  const { data } = useQuery(
    queries.data.suggest.queryOptions({ input: { sha256 }, staleTime: Number.POSITIVE_INFINITY }),
  );
  if (!data) return null;
  const open = data.recipe.steps.filter((step) => !recipe.steps.some((known) => known.step === step.step));
  if (open.length === 0) return null;
  const accept = (steps: Recipe['steps']): void =>
    updateDoc('command.acceptSuggestion', (doc) => withRecipe(doc, steps.reduce(withStep, doc.data.recipe)));
  const reasonsOf = (step: string): string[] =>
    data.reasons.filter((reason) => reason.step === step).map((found) => t(found.reason, found.details));
  return (
    <section className={classes.suggestions} aria-label={t('data.suggestions')}>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} size="sm">
          {t('data.suggestions')}
        </Text>
        <Button size="compact-xs" disabled={!writable} onClick={() => accept(open)}>
          {t('data.acceptAll')}
        </Button>
      </Group>
      <ul>
        {open.map((step) => (
          <li key={step.step}>
            <span>
              <strong>{t(`recipe.${step.step}`)}</strong> {stepSentence(step, t)}
              {reasonsOf(step.step).map((reason) => (
                <em key={reason}>{reason}</em>
              ))}
            </span>
            <Button
              size="compact-xs"
              variant="default"
              disabled={!writable}
              aria-label={t('data.acceptStep', { step: t(`recipe.${step.step}`) })}
              onClick={() => accept([step])}
            >
              {t('data.accept')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
