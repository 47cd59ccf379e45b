/** A project's first document: empty, or a template's. */
import { emptyRecipe } from '../../shared/data/recipe.ts';
import { emptyGraphDoc } from '../../shared/graph/graph-doc.ts';
import type { ProjectId } from '../../shared/ids.ts';
import { StudioError } from '../../shared/problem.ts';
import { type ProjectDoc, projectFormat, projectVersion } from '../../shared/project-doc.ts';
import { defaultTrainingSettings } from '../../shared/training/training-settings.ts';

/** Throws `call/invalid` for a template that does not exist. */
export function newProject(id: ProjectId, name: string | undefined, template: string | null): ProjectDoc {
  if (template !== null) throw new StudioError('call/invalid', { reason: `there is no template "${template}"` });
  return {
    format: projectFormat,
    version: projectVersion,
    id,
    name: name?.trim() || 'Untitled',
    template: null,
    graph: emptyGraphDoc,
    data: { source: null, recipe: emptyRecipe },
    training: defaultTrainingSettings,
  };
}
