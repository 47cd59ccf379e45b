/**
 * The form of a recipe step, derived from its schema: what a field holds follows from its JSON Schema, and a short table
 * says which texts name columns of the table. A new step or field therefore needs no form of its own.
 */
import { z } from 'zod';
import { stepTypes, type StepId } from '../../shared/data/steps/index.ts';

export type Field =
  | {
      readonly name: string;
      readonly kind: 'integer' | 'number';
      readonly min?: number;
      readonly max?: number;
      readonly optional: boolean;
    }
  | { readonly name: string; readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly name: string; readonly kind: 'boolean' }
  | { readonly name: string; readonly kind: 'text'; readonly optional: boolean }
  /** One column of the table. */
  | { readonly name: string; readonly kind: 'column'; readonly optional: boolean }
  /** Some columns of the table, in order. */
  | { readonly name: string; readonly kind: 'columns' }
  /** A named choice or columns of one's own. */
  | { readonly name: string; readonly kind: 'choiceOrColumns'; readonly options: readonly string[] }
  /** A named choice or a whole number of one's own. */
  | {
      readonly name: string;
      readonly kind: 'choiceOrInteger';
      readonly options: readonly string[];
      readonly min: number;
    }
  /** A named choice or a constant written in place. */
  | { readonly name: string; readonly kind: 'choiceOrConstant'; readonly options: readonly string[] }
  /** By column name one of some choices, perhaps a constant. */
  | {
      readonly name: string;
      readonly kind: 'columnMap';
      readonly options: readonly string[];
      readonly constant: boolean;
    }
  | { readonly name: string; readonly kind: 'range' }
  /** Values of a column, separated by commas. */
  | { readonly name: string; readonly kind: 'values' };

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

/** Texts that name columns, by step. */
const columnFields: Readonly<Record<string, readonly string[]>> = {
  select: ['features', 'target', 'weight'],
  order: ['by'],
  group: ['by'],
  split: ['column'],
  words: ['column'],
};

const known = new Map<StepId, readonly Field[]>();

/** The fields of a step in the order of its schema, without the discriminator. */
export function stepFields(id: StepId): readonly Field[] {
  const cached = known.get(id);
  if (cached) return cached;
  // JSON Schema is plain data; only the few keywords above are read.
  const schema = z.toJSONSchema(stepTypes[id].schema, { io: 'input' }) as JsonSchema;
  const fields = Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== 'step')
    .map(([name, property]) =>
      fieldOf(id, name, property, !(schema.required ?? []).includes(name) && property.default === undefined),
    );
  known.set(id, fields);
  return fields;
}

function fieldOf(step: StepId, name: string, schema: JsonSchema, optional: boolean): Field {
  const namesColumns = columnFields[step]?.includes(name) ?? false;
  if (schema.enum) return { name, kind: 'choice', options: schema.enum };
  if (schema.type === 'integer' || schema.type === 'number') return numberField(name, schema, optional);
  if (schema.type === 'boolean') return { name, kind: 'boolean' };
  if (schema.type === 'string')
    return namesColumns ? { name, kind: 'column', optional } : { name, kind: 'text', optional };
  if (schema.type === 'array') return arrayField(name, schema, namesColumns);
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    return {
      name,
      kind: 'columnMap',
      options: enumOf(schema.additionalProperties),
      constant: hasConstant(schema.additionalProperties),
    };
  }
  if (schema.anyOf) return choiceField(name, schema.anyOf);
  throw new TypeError(`No form field for ${step}.${name}`);
}

function numberField(name: string, schema: JsonSchema, optional: boolean): Field {
  const limit = (value: number | undefined): number | undefined =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
  const min = limit(schema.minimum);
  const max = limit(schema.maximum);
  return {
    name,
    kind: schema.type === 'integer' ? 'integer' : 'number',
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    optional,
  };
}

function arrayField(name: string, schema: JsonSchema, namesColumns: boolean): Field {
  if (schema.prefixItems) return { name, kind: 'range' };
  return namesColumns ? { name, kind: 'columns' } : { name, kind: 'values' };
}

function choiceField(name: string, alternatives: readonly JsonSchema[]): Field {
  const options = alternatives.flatMap((alternative) => alternative.enum ?? []);
  const whole = alternatives.find((alternative) => alternative.type === 'integer');
  if (whole) return { name, kind: 'choiceOrInteger', options, min: whole.minimum ?? 1 };
  if (alternatives.some((alternative) => alternative.type === 'array'))
    return { name, kind: 'choiceOrColumns', options };
  return { name, kind: 'choiceOrConstant', options };
}

const enumOf = (schema: JsonSchema): readonly string[] =>
  schema.enum ?? (schema.anyOf ?? []).flatMap((alternative) => alternative.enum ?? []);
const hasConstant = (schema: JsonSchema): boolean =>
  (schema.anyOf ?? []).some((alternative) => alternative.properties?.['constant'] !== undefined);
