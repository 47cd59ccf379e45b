import { Accordion, ActionIcon, Group, Menu, Text, Button, Tooltip } from '@mantine/core';
import type { PreparedPreview } from '../../shared/contract/data-types.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Recipe, RecipeStep } from '../../shared/data/recipe.ts';
import { updateDoc, useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import classes from './data.module.css';
import { addableSteps, addStep, removeStepAt, replaceStepAt, sourceKind, withRecipe } from './recipe-edits.ts';
import { stepSentence } from './step-sentence.ts';
import { StepForm } from './StepForm.tsx';
import { StepPreview } from './StepPreview.tsx';

interface RecipePanelProps {
  columns: readonly string[];
  preview: PreparedPreview | undefined;
  /** Column names that the preview's plots may be drawn for. */
  reasons: Readonly<Record<string, string>>;
}

/** The recipe's steps in order: what each does in a sentence, its form, what came of it. */
export function RecipePanel({ columns, preview, reasons }: RecipePanelProps) {
  const t = useT();
  const { data } = useDoc();
  const writable = useStudio((state) => state.writable);
  const { source, recipe } = data;
  if (!source) return null;
  const change = (next: Recipe, merge?: string): void =>
    updateDoc('command.changeRecipe', (doc) => withRecipe(doc, next), { merge });
  const addable = addableSteps(recipe, sourceKind(source));
  return (
    <section aria-label={t('data.recipe')}>
      <Group justify="space-between" mb={6}>
        <Text fw={600}>{t('data.recipe')}</Text>
        {addable.length > 0 && (
          <Menu withinPortal position="bottom-end">
            <Menu.Target>
              <Button
                size="compact-xs"
                variant="default"
                disabled={!writable}
                leftSection={<Icon name="plus" size={12} />}
              >
                {t('data.addStep')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {addable.map((id) => (
                <Menu.Item key={id} onClick={() => change(addStep(recipe, id, columns))}>
                  {t(`recipe.${id}`)}
                  <Text size="xs" c="dimmed" maw={260}>
                    {t(`recipe.${id}.help`)}
                  </Text>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      {recipe.steps.length === 0 && (
        <Text size="sm" c="dimmed">
          {t(sourceKind(source) === 'generator' ? 'data.recipe.generator' : 'data.recipe.empty')}
        </Text>
      )}
      <Accordion
        multiple
        variant="separated"
        radius="md"
        className={classes.accordion}
        classNames={{
          label: classes.stepLabel ?? '',
          item: classes.step ?? '',
          control: classes.stepControl ?? '',
          content: classes.stepContent ?? '',
        }}
      >
        {recipe.steps.map((step, index) => (
          <Accordion.Item key={`${index}-${step.step}`} value={`${index}-${step.step}`}>
            <div className={classes.stepHead}>
              <Accordion.Control>
                <StepTitle step={step} reason={reasons[step.step]} />
              </Accordion.Control>
              <Tooltip label={t('data.removeStep', { step: t(`recipe.${step.step}`) })}>
                <ActionIcon
                  disabled={!writable}
                  aria-label={t('data.removeStep', { step: t(`recipe.${step.step}`) })}
                  onClick={() => change(removeStepAt(recipe, index))}
                >
                  <Icon name="trash" size={14} />
                </ActionIcon>
              </Tooltip>
            </div>
            <StepProblems problems={preview?.steps.find((report) => report.step === step.step)?.problems ?? []} />
            <Accordion.Panel>
              <fieldset disabled={!writable} className={classes.plainFieldset} aria-label={t(`recipe.${step.step}`)}>
                <StepForm
                  step={step}
                  columns={columns}
                  onChange={(next) => change(replaceStepAt(recipe, index, next), `step-${index}`)}
                />
              </fieldset>
              <StepPreview step={step} summary={preview?.steps.find((report) => report.step === step.step)?.summary} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </section>
  );
}

function StepTitle({ step, reason }: { step: RecipeStep; reason: string | undefined }) {
  const t = useT();
  return (
    <span className={classes.stepTitle}>
      <strong>{t(`recipe.${step.step}`)}</strong>
      <span>{stepSentence(step, t)}</span>
      {reason && <em>{reason}</em>}
    </span>
  );
}

function StepProblems({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className={classes.stepProblems}>
      {problems.slice(0, 5).map((problem, at) => (
        <li key={at}>
          <ProblemLine problem={problem} />
        </li>
      ))}
    </ul>
  );
}
