/** What differs between two projects: the drawing, the data, the recipe, the training settings. */
import type { ProjectDoc } from './project-doc.ts';
import { compareGraphs, type GraphChange } from './graph/compare-graphs.ts';

export type SettingChange = {
  readonly kind: 'setting';
  /** `epochs`, `optimizer.learningRate` …: a catalogue key under `setting.`. */
  readonly setting: string;
  readonly before: unknown;
  readonly after: unknown;
};
export type RecipeChange = { readonly kind: 'stepAdded' | 'stepRemoved' | 'stepChanged'; readonly step: string };
export type ProjectChange =
  | GraphChange
  | SettingChange
  | RecipeChange
  | { readonly kind: 'projectRenamed'; readonly before: string; readonly after: string }
  | { readonly kind: 'source'; readonly after: string | null };

type Compared = Pick<ProjectDoc, 'name' | 'graph' | 'data' | 'training'>;

export function compareProjects(before: Compared, after: Compared): readonly ProjectChange[] {
  return [
    ...(before.name === after.name
      ? []
      : [{ kind: 'projectRenamed', before: before.name, after: after.name } as const]),
    ...compareGraphs(before.graph, after.graph).changes,
    ...(same(before.data.source, after.data.source)
      ? []
      : [{ kind: 'source', after: sourceName(after.data.source) } as const]),
    ...recipeChanges(before.data.recipe.steps, after.data.recipe.steps),
    ...settingChanges(before.training, after.training),
  ];
}

function sourceName(source: ProjectDoc['data']['source']): string | null {
  if (!source) return null;
  if ('file' in source) return source.file.name;
  return source.kind === 'inline' ? source.name : source.generator;
}

type Steps = ProjectDoc['data']['recipe']['steps'];

/** A step is known by its kind; of kinds that occur several times the first is compared with the first, and so on. */
function recipeChanges(before: Steps, after: Steps): readonly RecipeChange[] {
  const numbered = (steps: Steps): ReadonlyMap<string, Steps[number]> => {
    const counts = new Map<string, number>();
    return new Map(
      steps.map((step) => {
        const count = counts.get(step.step) ?? 0;
        counts.set(step.step, count + 1);
        return [`${step.step} ${count}`, step];
      }),
    );
  };
  const [old, now] = [numbered(before), numbered(after)];
  return [
    ...[...old].filter(([at]) => !now.has(at)).map(([, { step }]) => ({ kind: 'stepRemoved', step }) as const),
    ...[...now].flatMap(([at, value]): readonly RecipeChange[] => {
      const earlier = old.get(at);
      if (!earlier) return [{ kind: 'stepAdded', step: value.step }];
      return same(earlier, value) ? [] : [{ kind: 'stepChanged', step: value.step }];
    }),
  ];
}

function settingChanges(before: ProjectDoc['training'], after: ProjectDoc['training']): readonly SettingChange[] {
  const flat = ({ optimizer, version: _version, ...rest }: ProjectDoc['training']): Readonly<Record<string, unknown>> => ({
    ...rest,
    ...Object.fromEntries(Object.entries(optimizer).map(([name, value]) => [`optimizer.${name}`, value])),
  });
  const [old, now] = [flat(before), flat(after)];
  return Object.keys({ ...old, ...now }).flatMap((setting) =>
    same(old[setting], now[setting])
      ? []
      : [{ kind: 'setting', setting, before: old[setting], after: now[setting] } as const],
  );
}

/** Absent, undefined and null settings mean the same; the order of properties nothing. */
function same(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...left.keys(), ...right.keys()])].every((key) => same(left.get(key), right.get(key)));
}
