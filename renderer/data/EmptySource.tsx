import { Button, Text } from '@mantine/core';
import { generatorTypes } from '../../shared/data/generators/index.ts';
import { emptyRecipe } from '../../shared/data/recipe.ts';
import { generated } from '../../shared/templates/template.ts';
import { updateDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import classes from './data.module.css';
import { FileDrop } from './ImportView.tsx';
import { withRecipe, withSource } from './recipe-edits.ts';

/** No data yet: what goes here, and something to begin with at once. */
export function EmptySource({ onFile }: { onFile: (file: File) => void }) {
  const t = useT();
  const writable = useStudio((state) => state.writable);
  const choose = (generator: string): void =>
    updateDoc('command.chooseData', (doc) =>
      withRecipe(withSource(doc, generated(generator, { validationSamples: 200 })), emptyRecipe),
    );
  return (
    <FileDrop onFile={onFile}>
      <Text size="sm" c="dimmed" mt="md">
        {t('data.orGenerate')}
      </Text>
      <div className={classes.generators}>
        {Object.keys(generatorTypes).map((id) => (
          <Button key={id} variant="default" disabled={!writable} onClick={() => choose(id)}>
            {t(`generator.${id}`)}
          </Button>
        ))}
      </div>
    </FileDrop>
  );
}
