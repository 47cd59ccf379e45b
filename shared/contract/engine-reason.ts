/** Why this engine runs and not another, as data: its sentence is `reason.<code>` of the catalogues. */
import { z } from 'zod';

export const engineReasonSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('engine/native-cpu') }),
  z.object({ code: z.literal('engine/native-gpu') }),
  z.object({ code: z.literal('engine/no-card') }),
  z.object({ code: z.literal('engine/gpu-absent') }),
  z.object({ code: z.literal('engine/chosen-portable') }),
  z.object({ code: z.literal('engine/not-set-up') }),
  z.object({ code: z.literal('engine/other-platform'), platform: z.string() }),
  z.object({ code: z.literal('engine/load-failed'), detail: z.string() }),
  z.object({ code: z.literal('engine/chosen-webgpu') }),
  /** Before a run has opened the card. */
  z.object({ code: z.literal('engine/webgpu-tried') }),
  z.object({ code: z.literal('engine/webgpu-absent'), detail: z.string() }),
  z.object({ code: z.literal('engine/webgpu-software'), adapter: z.string() }),
  z.object({ code: z.literal('engine/webgpu-wrong'), detail: z.string() }),
]);
export type EngineReason = z.infer<typeof engineReasonSchema>;
