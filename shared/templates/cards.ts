/** What the start page needs of the templates: their words, not their graphs. In the order in which they are shown. */
const series = ['dampedSine', 'raggedTable', 'echo', 'masking', 'dynamicRecurrence', 'stateful'] as const;
const texts = ['fastText', 'reluSelu', 'characters', 'addition'] as const;
const pictures = ['movingSquare', 'movingSquareLayers', 'irnn', 'irnnOriginal', 'siamese'] as const;
const shapes = ['oneToOne', 'oneToMany', 'manyToOne', 'manyToMany', 'manyToFew'] as const;

export const templateIds = [...series, ...texts, ...pictures, ...shapes] as const;
export type TemplateId = (typeof templateIds)[number];

/** The system of the requirements that a template serves, such as S5: people who know the list search for it. */
const systems: Readonly<Record<TemplateId, string>> = {
  raggedTable: 'S1',
  dynamicRecurrence: 'S2',
  masking: 'S3',
  echo: 'S4',
  dampedSine: 'S5',
  movingSquare: 'S6',
  movingSquareLayers: 'S6',
  addition: 'S7',
  oneToOne: 'S8',
  oneToMany: 'S8',
  manyToOne: 'S8',
  manyToMany: 'S8',
  manyToFew: 'S8',
  characters: 'S9',
  fastText: 'S10',
  stateful: 'S11',
  irnn: 'S12',
  irnnOriginal: 'S12',
  reluSelu: 'S14',
  siamese: 'S16',
};

export interface TemplateCard {
  readonly key: string;
  /** The template that is opened. */
  readonly id: TemplateId;
  /** Once it is open, leads to where the work is done: what any project can do has a card, but no template of its own. */
  readonly command?: string;
  readonly system: string;
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
  cards: ids.map((id) => ({
    key: id,
    id,
    system: systems[id],
    title: `template.${id}`,
    sentence: `template.${id}.sentence`,
  })),
});

/** Systems that are no model but something to be done with one. */
const tool = (command: string, id: TemplateId, system: string): TemplateCard => ({
  key: command,
  id,
  command,
  system,
  title: `template.${command}`,
  sentence: `template.${command}.sentence`,
});

export const templateGroups: readonly TemplateGroup[] = [
  group('series', series),
  group('texts', texts),
  group('pictures', pictures),
  group('shapes', shapes),
  {
    title: 'templateGroup.tools',
    cards: [tool('compareEngines', 'dampedSine', 'S13'), tool('showSummary', 'movingSquare', 'S18')],
  },
];
