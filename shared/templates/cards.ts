/** What the start page needs of the templates: their words, not their graphs. In the order in which they are shown. */
export const templateIds = [
  'dampedSine',
  'raggedTable',
  'addition',
  'echo',
  'masking',
  'movingSquare',
  'movingSquareLayers',
  'characters',
  'stateful',
  'dynamicRecurrence',
  'oneToOne',
  'oneToMany',
  'manyToOne',
  'manyToMany',
  'manyToFew',
  'fastText',
  'irnn',
  'irnnOriginal',
  'reluSelu',
  'siamese',
] as const;
export type TemplateId = (typeof templateIds)[number];

export interface TemplateCard {
  readonly id: TemplateId;
  /** Catalogue keys. */
  readonly title: string;
  readonly sentence: string;
}

export const templateCards: readonly TemplateCard[] = templateIds.map((id) => ({
  id,
  title: `template.${id}`,
  sentence: `template.${id}.sentence`,
}));
