/** A project's first document: empty, or a template's. */
import { emptyRecipe } from '../../shared/data/recipe.ts';
import { emptyGraphDoc } from '../../shared/graph/graph-doc.ts';
import type { ProjectId } from '../../shared/ids.ts';
import type { Language } from '../../shared/i18n/index.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { StudioError } from '../../shared/problem.ts';
import { maxNameLength, type ProjectDoc, projectFormat, projectVersion } from '../../shared/project-doc.ts';
import { templateOf } from '../../shared/templates/index.ts';
import { defaultTrainingSettings } from '../../shared/training/training-settings.ts';
import type { ProjectStore } from './project-store.ts';

/** Without a name it has the template's title, or "Untitled". Throws `call/invalid` for a template that does not exist. */
export function newProject(
  id: ProjectId,
  name: string | undefined,
  templateId: string | null,
  language: Language = 'en',
): ProjectDoc {
  const t = translator(language);
  if (templateId === null) return emptyProject(id, name?.trim() || t('project.untitled'));
  const template = templateOf(templateId);
  if (!template) throw new StudioError('call/invalid', { reason: `there is no template "${templateId}"` });
  return template.create(id, name?.trim() || t(template.title));
}

/** Projects of one template, or of one file, can be told apart in a list: the second is called “… 2”. */
export async function namedApart(doc: ProjectDoc, projects: Pick<ProjectStore, 'list'>): Promise<ProjectDoc> {
  const taken = new Set((await projects.list()).map(({ name }) => name));
  let name = doc.name;
  for (let count = 2; taken.has(name); count++) {
    const number = ` ${count}`;
    name = doc.name.slice(0, maxNameLength - number.length) + number;
  }
  return { ...doc, name };
}

const emptyProject = (id: ProjectId, name: string): ProjectDoc => ({
  format: projectFormat,
  version: projectVersion,
  id,
  name,
  template: null,
  graph: emptyGraphDoc,
  data: { source: null, recipe: emptyRecipe },
  training: defaultTrainingSettings,
});
