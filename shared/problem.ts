/**
 * Problems are data: validation, shape inference and data checks return lists of them; the text is made from `code` and
 * `details` in the user's language (catalogue keys `problem.<code>`), so the same problem reads well in the app, in the
 * command line and in a test.
 */
import { z } from 'zod';

/** Every code there is, as `area/what`. Each has a text in every catalogue under `problem.<code>`. */
export const problemCodes = [
  // shapes and wires
  'shape/rank',
  'shape/mismatch',
  'shape/axis-unknown',
  'shape/too-small',
  'shape/not-divisible',
  'shape/inner-layer',
  'wire/missing',
  'wire/too-many',
  'wire/cycle',
  'wire/exists',
  'wire/dangling',
  'wire/data-mismatch',
  'mask/of-pixels',
  'mask/refused',
  'mask/stopped',
  'mask/taken-off',
  'mask/unused-with-state',
  // graph
  'graph/empty',
  'graph/no-input',
  'graph/no-output',
  'graph/unused-node',
  'graph/bypass',
  'graph/unknown-type',
  'graph/duplicate-id',
  'graph/definition-missing',
  'graph/recursive-definition',
  'graph/too-large',
  'param/invalid',
  // target, loss, training
  'target/missing',
  'target/shape',
  'loss/activation',
  'loss/target',
  'loss/for-numbers',
  'training/no-data',
  'training/stateful-batch-open',
  'training/stateful-batch',
  'training/stateful-shuffle',
  'training/stateful-ragged',
  'training/stateful-lanes',
  'training/buckets',
  'training/invalid',
  'training/class-weights',
  'training/monitor-unknown',
  'training/monitor-needs-validation',
  'training/patience-too-long',
  'training/outputs-count',
  'training/plateau-schedule',
  'training/stopped-on-nan',
  'training/stopped-early',
  'training/restored-best',
  'training/engine-crashed',
  'training/out-of-memory',
  'training/busy',
  // data
  'data/file-missing',
  'data/file-changed',
  'data/file-empty',
  'data/header-missing',
  'data/header-only',
  'data/duplicate-column',
  'data/empty-column-name',
  'data/field-count',
  'data/unclosed-quote',
  'data/text-after-quote',
  'data/encoding',
  'data/nul-byte',
  'data/not-a-number',
  'data/not-finite',
  'data/too-precise',
  'data/missing-value',
  'data/missing-target',
  'data/all-missing',
  'data/constant-column',
  'data/one-class',
  'data/unseen-label',
  'data/column-unknown',
  'data/column-type',
  'data/field-too-large',
  'data/too-short',
  'data/unequal-lengths',
  'data/not-ordered',
  'data/duplicate-keys',
  'data/group-not-contiguous',
  'data/target-varies',
  'data/negative-weight',
  'data/mask-value-occurs',
  'data/split-empty',
  'data/no-samples',
  'data/unreadable',
  'data/too-large',
  'data/invisible-characters',
  'data/similar-columns',
  'data/quote-in-field',
  'data/blank-lines',
  'data/missing-tokens',
  'data/encoding-guessed',
  'data/ambiguous-number',
  'data/split-varies',
  'recipe/invalid',
  'recipe/order',
  'recipe/wrong-source',
  'recipe/needs-step',
  'recipe/unknown-generator',
  'recipe/mean-of-text',
  'recipe/one-class-target',
  'recipe/stratify-number',
  'recipe/split-column',
  'recipe/words-column',
  'recipe/words-alone',
  'recipe/no-words',
  'recipe/image-size',
  'recipe/image-values',
  'recipe/pairs-class',
  'data/no-pairs',
  'recipe/lanes-window',
  'recipe/lanes-split',
  'recipe/lanes-overlap',
  'recipe/lanes-too-many',
  // projects, files, services
  'project/unreadable',
  'project/newer-version',
  'project/not-found',
  'project/read-only',
  'project/too-large',
  'file/write-failed',
  'file/read-failed',
  'run/not-found',
  'run/no-weights',
  'run/none-as-drawn',
  'run/changed-since',
  'run/machine-differs',
  'model/unsupported-layer',
  'model/unreadable',
  'model/refused',
  'model/program-code',
  'model/outside',
  'model/too-large',
  'model/too-deep',
  'model/format',
  'model/weights-mismatch',
  'model/not-finite',
  'model/optimizer-left-out',
  'model/settings-left-out',
  'model/gates-rescaled',
  'export/unsupported',
  'engine/missing',
  'engine/failed',
  'engine/gpu-error',
  'call/invalid',
  'call/forbidden',
  'internal/unexpected',
] as const;

export const problemCodeSchema = z.enum(problemCodes);
export type ProblemCode = (typeof problemCodes)[number];

export const problemSchema = z.object({
  code: problemCodeSchema,
  severity: z.enum(['error', 'warning', 'note']),
  nodeId: z.string().optional(),
  wireId: z.string().optional(),
  /** Set when the node lives inside a definition (block). */
  definitionId: z.string().optional(),
  param: z.string().optional(),
  file: z.string().optional(),
  /** 1-based line of the file, the header being row 1. */
  row: z.number().int().optional(),
  column: z.string().optional(),
  /** Values that the text interpolates: what was expected, what was received. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Id of the one-click repair that mends it, if there is one (see graph/repairs.ts). */
  repair: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

type Details = Problem['details'];

/** A problem of severity `error`; `where` adds node, wire, file, row or column. */
export function problem(code: ProblemCode, details: Details = {}, where: Partial<Problem> = {}): Problem {
  return { code, severity: 'error', details, ...where };
}

/** The only error that crosses a port. */
export class StudioError extends Error {
  readonly problem: Problem;
  constructor(code: ProblemCode, details: Details = {}, where: Partial<Problem> = {}) {
    super(`${code} ${JSON.stringify(details)}`);
    this.name = 'StudioError';
    this.problem = problem(code, details, where);
  }
}
