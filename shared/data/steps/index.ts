/** The registry of recipe steps. Adding a step: one file, one line here, catalogue entries `recipe.<id>` in both languages. */
import { characters } from './characters.ts';
import { encode } from './encode.ts';
import { group } from './group.ts';
import { missing } from './missing.ts';
import { order } from './order.ts';
import { pad } from './pad.ts';
import { scale } from './scale.ts';
import { select } from './select.ts';
import { split } from './split.ts';
import type { StepType } from './step-type.ts';
import { window } from './window.ts';

export const stepTypes = {
  select,
  missing,
  order,
  group,
  characters,
  encode,
  scale,
  window,
  pad,
  split,
} as const satisfies Record<string, StepType>;
export type StepId = keyof typeof stepTypes;
