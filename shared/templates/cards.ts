/** What the start page needs of the templates: their words, not their graphs. In the order in which they are shown. */
const series = ['dampedSine', 'raggedTable', 'echo', 'masking', 'dynamicRecurrence', 'stateful'] as const;
const texts = ['fastText', 'reluSelu', 'characters', 'addition'] as const;
const pictures = ['movingSquare', 'movingSquareLayers', 'irnn', 'irnnOriginal', 'siamese'] as const;
const shapes = ['oneToOne', 'oneToMany', 'manyToOne', 'manyToMany', 'manyToFew'] as const;

export const templateIds = [...series, ...texts, ...pictures, ...shapes] as const;
export type TemplateId = (typeof templateIds)[number];

export interface TemplateCard {
  readonly id: TemplateId;
  /** Catalogue keys. */
  readonly title: string;
  readonly sentence: string;
}
export interface TemplateGroup {
  /** Catalogue key. */
  readonly title: string;
  readonly cards: readonly TemplateCard[];
}

const group = (name: string, ids: readonly TemplateId[]): TemplateGroup => ({
  title: `templateGroup.${name}`,
  cards: ids.map((id) => ({ id, title: `template.${id}`, sentence: `template.${id}.sentence` })),
});

export const templateGroups: readonly TemplateGroup[] = [
  group('series', series),
  group('texts', texts),
  group('pictures', pictures),
  group('shapes', shapes),
];
