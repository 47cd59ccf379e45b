/** Which engine a person asks for; `auto` takes the best that is set up, and never WebGPU. */
import { z } from 'zod';

export const engineChoices = ['auto', 'cpu', 'gpu', 'portable', 'webgpu'] as const;
export const engineChoiceSchema = z.enum(engineChoices);
export type EngineChoice = z.infer<typeof engineChoiceSchema>;

/** The choice in `WEFT_ENGINE`, which `npm start -- --engine` sets; `auto` where it names none. */
export const engineChoiceOf = (environment: Readonly<Record<string, string | undefined>>): EngineChoice =>
  engineChoices.find((choice) => choice === environment['WEFT_ENGINE']) ?? 'auto';
