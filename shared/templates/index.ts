/** The registry of templates. Adding one: its file, one line here and in cards.ts, its two texts in both languages. */
import { additionTemplate } from './addition.ts';
import type { TemplateId } from './cards.ts';
import { charactersTemplate } from './characters.ts';
import { dampedSineTemplate } from './damped-sine.ts';
import { dynamicRecurrenceTemplate } from './dynamic-recurrence.ts';
import { echoTemplate } from './echo.ts';
import { fastTextTemplate } from './fasttext.ts';
import {
  manyToFewTemplate,
  manyToManyTemplate,
  manyToOneTemplate,
  oneToManyTemplate,
  oneToOneTemplate,
} from './five-shapes.ts';
import { irnnOriginalTemplate, irnnTemplate } from './irnn.ts';
import { maskingDemo } from './masking-demo.ts';
import { movingSquareLayersTemplate, movingSquareTemplate } from './moving-square.ts';
import { raggedSequences } from './ragged-sequences.ts';
import { reluSeluTemplate } from './relu-selu.ts';
import { statefulTemplate } from './stateful.ts';
import { siameseTemplate } from './siamese.ts';
import type { Template } from './template.ts';

export type { Template } from './template.ts';
export { type TemplateId, templateIds } from './cards.ts';

export const templates: Readonly<Record<TemplateId, Template>> = {
  dampedSine: dampedSineTemplate,
  raggedTable: raggedSequences,
  addition: additionTemplate,
  echo: echoTemplate,
  masking: maskingDemo,
  movingSquare: movingSquareTemplate,
  movingSquareLayers: movingSquareLayersTemplate,
  characters: charactersTemplate,
  stateful: statefulTemplate,
  dynamicRecurrence: dynamicRecurrenceTemplate,
  oneToOne: oneToOneTemplate,
  oneToMany: oneToManyTemplate,
  manyToOne: manyToOneTemplate,
  manyToMany: manyToManyTemplate,
  manyToFew: manyToFewTemplate,
  fastText: fastTextTemplate,
  irnn: irnnTemplate,
  irnnOriginal: irnnOriginalTemplate,
  reluSelu: reluSeluTemplate,
  siamese: siameseTemplate,
};

/** The template of an id that came from outside; undefined when there is none. */
export const templateOf = (id: string): Template | undefined =>
  Object.hasOwn(templates, id) ? templates[id as TemplateId] : undefined; // hasOwn has just shown that it is one
