/** What is kept of a probe: what was timed, and what was chosen by it once and for all. */
import { z } from 'zod';
import { machineSchema } from '../../shared/contract/machine.ts';
import { measuredWaySchema, probedEngineSchema, probedJobSchema } from '../../shared/contract/probe.ts';

const probedWaySchema = z.object({
  ...measuredWaySchema.shape,
  /** What the process that timed it had loaded. */
  loaded: probedEngineSchema,
  /** It was given up: a step takes at least so long. */
  atLeast: z.boolean(),
});
export type ProbedWay = z.infer<typeof probedWaySchema>;

export const probeRecordVersion = 3;
export const probeRecordSchema = z.object({
  version: z.literal(probeRecordVersion),
  job: probedJobSchema,
  params: z.number().int(),
  trainableParams: z.number().int(),
  ways: z.array(probedWaySchema).min(1),
  /** What runs of this job use. Never chosen again, also when more is timed later: repeats give the same bits. */
  chosen: machineSchema,
  /** Engines that a run does not use were timed too. */
  isCompared: z.boolean(),
});
export type ProbeRecord = z.infer<typeof probeRecordSchema>;
