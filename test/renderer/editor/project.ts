/** A small open project for tests of the page's state. */
import { emptyRecipe } from '../../../shared/data/recipe.ts';
import { emptyGraphDoc } from '../../../shared/graph/graph-doc.ts';
import { projectIdSchema } from '../../../shared/ids.ts';
import { type ProjectDoc, projectFormat, projectVersion } from '../../../shared/project-doc.ts';
import { defaultTrainingSettings } from '../../../shared/training/training-settings.ts';
import { useStudio } from '../../../renderer/state/store.ts';

export function emptyProject(): ProjectDoc {
  return {
    format: projectFormat,
    version: projectVersion,
    id: projectIdSchema.parse('project-test'),
    name: 'Test',
    template: null,
    graph: emptyGraphDoc,
    data: { source: null, recipe: emptyRecipe },
    training: defaultTrainingSettings,
  };
}

export function openEmptyProject({ writable = true } = {}): void {
  useStudio.getState().showProject({ doc: emptyProject(), writable, recovered: false });
  useStudio.getState().openBlock([]);
  useStudio.getState().select({});
}
