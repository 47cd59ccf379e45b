/** Values of parameters: defaults, schemas and checking, derived from their declarations. */
import { z } from 'zod';
import type { ParamValue } from '../graph/graph-doc.ts';
import { paramValueSchema } from '../graph/graph-doc.ts';
import { type Problem, problem } from '../problem.ts';
import { failed, ok, type Result } from '../result.ts';
import { constraints } from './constraints.ts';
import { initializers } from './initializers.ts';
import { type KerasObjectTypes, readObject } from './keras-objects.ts';
import type { ParamSpec, ParamSpecs, VisibleIf } from './params.ts';
import { regularizers } from './regularizers.ts';

export type ParamValues = Readonly<Record<string, ParamValue>>;
/** What has parameters: layers, losses, optimizers, metrics. */
interface Owner {
  readonly params: ParamSpecs;
}

/** Every parameter at its default. */
export function defaultParams(owner: Owner): ParamValues {
  const known = defaults.get(owner);
  if (known) return known;
  const made = Object.fromEntries(Object.entries(owner.params).map(([name, spec]) => [name, spec.default]));
  defaults.set(owner, made);
  return made;
}
const defaults = new WeakMap<Owner, ParamValues>();

export const isVisible = (condition: VisibleIf | undefined, params: ParamValues): boolean =>
  condition === undefined || condition.is.includes(params[condition.param] ?? null);

const objectSchema = (types: KerasObjectTypes, orNull: boolean): z.ZodType<ParamValue> =>
  paramValueSchema.refine((value) => (value === null ? orNull : readObject(types, value) !== undefined));

const wrappedLayerSchema: z.ZodType<ParamValue> = z.union([
  z.strictObject({ type: z.string(), params: z.record(z.string(), paramValueSchema), name: z.string().optional() }),
  z.strictObject({ definition: z.string() }),
]) as z.ZodType<ParamValue>; // an optional name is JSON too: absent, never undefined, in a saved document

/** The zod schema of one parameter's value. */
export function paramSchema(spec: ParamSpec): z.ZodType<ParamValue> {
  switch (spec.kind) {
    case 'int':
      return limited(z.number().int(), spec);
    case 'float':
      return limited(z.number(), spec);
    case 'optionalInt':
      return limited(z.number().int(), spec).nullable();
    case 'optionalFloat':
      return limited(z.number(), spec).nullable();
    case 'boolean':
      return z.boolean();
    case 'choice':
      return z.enum(spec.options);
    case 'text':
      return z.string().max(1000);
    case 'ints':
      return z.array(limited(z.number().int(), spec)).length(spec.length);
    case 'optionalInts':
      return z.array(limited(z.number().int(), spec)).length(spec.length).nullable();
    case 'shape':
      return z.array(z.number().int().min(1).nullable()).max(6);
    case 'initializer':
      return objectSchema(initializers, false);
    case 'regularizer':
      return objectSchema(regularizers, true);
    case 'constraint':
      return objectSchema(constraints, true);
    case 'layer':
      return spec.optional ? wrappedLayerSchema.nullable() : wrappedLayerSchema;
  }
}

function limited(schema: z.ZodNumber, { min, max }: { min?: number; max?: number }): z.ZodNumber {
  const above = min === undefined ? schema : schema.min(min);
  return max === undefined ? above : above.max(max);
}

const schemas = new WeakMap<ParamSpec, z.ZodType<ParamValue>>();
function schemaOf(spec: ParamSpec): z.ZodType<ParamValue> {
  const known = schemas.get(spec);
  if (known) return known;
  const schema = paramSchema(spec);
  schemas.set(spec, schema);
  return schema;
}

/** What a value may be, in signs that need no translation: `1 … 10000`, `true | false`, `relu | tanh | …`. */
export function expectedText(spec: ParamSpec): string {
  switch (spec.kind) {
    case 'int':
    case 'float':
      return rangeText(spec);
    case 'optionalInt':
    case 'optionalFloat':
      return `null | ${rangeText(spec)}`;
    case 'boolean':
      return 'true | false';
    case 'choice':
      return spec.options.join(' | ');
    case 'text':
      return '"…"';
    case 'ints':
      return `[${Array.from({ length: spec.length }, () => rangeText(spec)).join(', ')}]`;
    case 'optionalInts':
      return `null | [${Array.from({ length: spec.length }, () => rangeText(spec)).join(', ')}]`;
    case 'shape':
      return '[≥ 1, …]';
    case 'initializer':
      return Object.keys(initializers).join(' | ');
    case 'regularizer':
      return ['null', ...Object.keys(regularizers)].join(' | ');
    case 'constraint':
      return ['null', ...Object.keys(constraints)].join(' | ');
    case 'layer':
      return `${spec.optional ? 'null | ' : ''}(type, params) | (definition)`;
  }
}
function rangeText(spec: ParamSpec & { min?: number; max?: number }): string {
  const whole = spec.kind.toLowerCase().includes('int');
  const name = whole ? 'ℤ' : 'ℝ';
  if (spec.min !== undefined && spec.max !== undefined) return `${name} ${spec.min} … ${spec.max}`;
  if (spec.min !== undefined) return `${name} ≥ ${spec.min}`;
  return spec.max !== undefined ? `${name} ≤ ${spec.max}` : name;
}

/** One value against its declaration: undefined when it is fine. */
export function paramProblem(name: string, spec: ParamSpec, value: unknown): Problem | undefined {
  if (schemaOf(spec).safeParse(value).success) return undefined;
  return problem(
    'param/invalid',
    { param: name, expected: expectedText(spec), received: JSON.stringify(value) ?? 'undefined' },
    { param: name },
  );
}

const parsed = new WeakMap<object, { readonly owner: Owner; readonly result: Result<ParamValues, Problem[]> }>();

/**
 * Complete parameters of a node: absent ones take their default, unknown ones are left out. Problems are
 * `param/invalid`, one a parameter. Remembered by identity of `raw`, which documents never change in place.
 */
export function parseParams(owner: Owner, raw: ParamValues): Result<ParamValues, Problem[]> {
  const known = parsed.get(raw);
  if (known?.owner === owner) return known.result;
  const result = parse(owner, raw);
  parsed.set(raw, { owner, result });
  return result;
}

function parse(owner: Owner, raw: ParamValues): Result<ParamValues, Problem[]> {
  const values: Record<string, ParamValue> = {};
  const problems: Problem[] = [];
  for (const [name, spec] of Object.entries(owner.params)) {
    const value = raw[name];
    if (value === undefined) {
      values[name] = spec.default;
      continue;
    }
    const wrong = paramProblem(name, spec, value);
    if (wrong) problems.push(wrong);
    values[name] = value;
  }
  return problems.length === 0 ? ok(values) : failed(problems);
}
