/** A template: a whole project as data, ready to run. */
import type { Recipe } from '../data/recipe.ts';
import type { GeneratorSource, Source } from '../data/source.ts';
import type { GraphDoc } from '../graph/graph-doc.ts';
import type { ProjectId } from '../ids.ts';
import { projectFormat, projectVersion, type ProjectDoc } from '../project-doc.ts';
import { trainingSettingsSchema, type TrainingSettings } from '../training/training-settings.ts';
import type { z } from 'zod';

export interface Template {
  readonly id: string;
  /** Catalogue keys: its name, and one sentence on what it shows. */
  readonly title: string;
  readonly sentence: string;
  create(id: ProjectId, name: string): ProjectDoc;
}

export interface TemplateParts {
  readonly id: string;
  readonly graph: () => GraphDoc;
  readonly source: () => Source;
  readonly steps?: Recipe['steps'];
  readonly training: z.input<typeof trainingSettingsSchema>;
}

export function defineTemplate({ id, graph, source, steps = [], training }: TemplateParts): Template {
  const settings: TrainingSettings = trainingSettingsSchema.parse(training);
  return {
    id,
    title: `template.${id}`,
    sentence: `template.${id}.sentence`,
    create: (projectId, name) => ({
      format: projectFormat,
      version: projectVersion,
      id: projectId,
      name,
      template: id,
      graph: graph(),
      // The copy may be changed, which the type of the original forbids.
      data: { source: source(), recipe: { version: 1, steps: structuredClone(steps) as Recipe['steps'] } },
      training: structuredClone(settings),
    }),
  };
}

/** A generator with its own defaults and endless fresh samples unless told otherwise. */
export const generated = (
  generator: string,
  parts: Partial<Omit<GeneratorSource, 'kind' | 'generator'>>,
): GeneratorSource => ({
  kind: 'generator',
  generator,
  params: {},
  seed: 1,
  samples: 1000,
  validationSamples: 0,
  fresh: true,
  ...parts,
});
