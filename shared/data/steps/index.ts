/** The registry of recipe steps. Adding a step: one file, one line here, catalogue entries `recipe.<id>` in both languages. */
import { characters } from './characters.ts';
import { encode } from './encode.ts';
import { group } from './group.ts';
import { image } from './image.ts';
import { lanes } from './lanes.ts';
import { missing } from './missing.ts';
import { order } from './order.ts';
import { pad } from './pad.ts';
import { pairs } from './pairs.ts';
import { scale } from './scale.ts';
import { select } from './select.ts';
import { split } from './split.ts';
import type { StepType } from './step-type.ts';
import { window } from './window.ts';
import { words } from './words.ts';

export const stepTypes = {
  select,
  missing,
  order,
  group,
  characters,
  encode,
  words,
  scale,
  image,
  window,
  pad,
  split,
  pairs,
  lanes,
} as const satisfies Record<string, StepType>;
export type StepId = keyof typeof stepTypes;
