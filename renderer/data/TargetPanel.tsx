import { Button, Group, Text } from '@mantine/core';
import type { PreparedPreview } from '../../shared/contract/data-types.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import type { SampleSpec } from '../../shared/data/spec-types.ts';
import type { Shape } from '../../shared/graph/shape.ts';
import {
  proposeModel,
  withProposal,
  withProposedModel,
  hasValidationPart,
} from '../../shared/templates/propose-model.ts';
import { updateDoc, useDoc, useStudio } from '../state/store.ts';
import { joinSentences, useT } from '../ui/i18n.ts';
import { addStep, sourceKind, withRecipe } from './recipe-edits.ts';
import classes from './data.module.css';

interface TargetPanelProps {
  spec: SampleSpec;
  preview: PreparedPreview | undefined;
  columns: readonly string[];
}

/** What is predicted, what fits it, and one click to a first model. Says what is missing as long as it cannot. */
export function TargetPanel({ spec, preview, columns }: TargetPanelProps) {
  const t = useT();
  const doc = useDoc();
  const writable = useStudio((state) => state.writable);
  const goTo = useStudio((state) => state.goTo);
  const target = spec.targets[0];
  const { source, recipe } = doc.data;
  if (!source) return null;
  if (!target || !spec.proposal) {
    const chosen = stepOf(recipe, 'select');
    return (
      <section className={classes.target} aria-label={t('data.target')}>
        <Text size="sm">{t('data.target.none')}</Text>
        {!chosen && columns.length > 0 && (
          <Button
            size="compact-xs"
            disabled={!writable}
            onClick={() =>
              updateDoc('command.changeRecipe', (known) =>
                withRecipe(known, addStep(known.data.recipe, 'select', columns)),
              )
            }
          >
            {t('data.target.choose')}
          </Button>
        )}
      </section>
    );
  }
  const { proposal } = spec;
  const graph = proposeModel(spec, recipe);
  const build = (): void => {
    updateDoc('command.buildModel', (known) => withProposedModel(known, spec));
    goTo('model');
  };
  const classCount = target.classes?.length ?? preview?.targets[0]?.classes?.length;
  return (
    <section className={classes.target} aria-label={t('data.target')}>
      <Text size="sm">
        {joinSentences([
          t(
            `data.target.${stepOf(recipe, 'pairs') ? 'pair' : sourceKind(source) === 'text' ? 'character' : target.kind}`,
            {
              columns:
                (target.columns ?? []).map((name) => t('data.quoted', { name })).join(t('outline.comma')) ||
                t('data.target.generated'),
              classes: classCount ?? '?',
            },
          ),
          t('data.target.proposal', {
            units: proposal.units ?? '?',
            activation: t(`choice.${proposal.activation}`, { defaultValue: proposal.activation }),
            loss: t(`loss.${proposal.loss}`, { defaultValue: proposal.loss }),
            metric: t(`metric.${proposal.metric}`, { defaultValue: proposal.metric }),
          }),
        ])}
      </Text>
      <Text size="xs" c="dimmed">
        {t('data.shapes', {
          input: spec.inputs.map((input) => shapeWords(input.shape, t)).join('; '),
          target: shapeWords(target.shape, t),
        })}
      </Text>
      <Group gap="xs">
        <Button disabled={!writable || !graph} onClick={build}>
          {t('data.buildModel')}
        </Button>
        <Button
          variant="default"
          disabled={!writable}
          onClick={() =>
            updateDoc('command.useProposal', (known) => ({
              ...known,
              training: withProposal(known.training, proposal, hasValidationPart(recipe, source)),
            }))
          }
        >
          {t('data.useProposal')}
        </Button>
      </Group>
    </section>
  );
}

/** `time 129 × features 4`; sizes that differ between samples are a word. */
export function shapeWords(shape: Shape, t: ReturnType<typeof useT>): string {
  return (
    shape
      .map(({ name, size }) => `${t(`axis.${name}`, { defaultValue: name })} ${size ?? t('data.differs')}`)
      .join(' × ') || t('data.oneNumber')
  );
}
