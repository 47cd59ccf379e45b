/**
 * Small Keras objects that sit inside a layer's config (initializers, regularizers, constraints) as records: id, Keras
 * class, parameters with Keras' defaults. A value in a document is the id alone where every parameter has its default.
 */
import type { ParamValue } from '../graph/graph-doc.ts';
import { isRecord } from '../json.ts';

export interface KerasObjectType {
  readonly id: string;
  readonly class: string;
  /** Parameter names in camelCase with Keras' defaults; their Keras names are the same in snake_case. */
  readonly params: Readonly<Record<string, ParamValue>>;
  /** Texts that a parameter may be. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  /** Parameters that may also be a list of numbers, nested or not (axes, values). */
  readonly lists?: readonly string[];
}
export type KerasObjectTypes = Readonly<Record<string, KerasObjectType>>;

export interface SerializedKerasObject {
  /** null: a class that is found by its registered name alone. */
  readonly module: string | null;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly registered_name: string | null;
}

export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const camelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The record and complete parameters of a value, or undefined when the id or a parameter is not known. */
export function readObject(
  types: KerasObjectTypes,
  value: ParamValue,
): { type: KerasObjectType; params: Record<string, ParamValue> } | undefined {
  const given: Record<string, unknown> | undefined =
    typeof value === 'string' ? { id: value } : isRecord(value) ? value : undefined;
  const type = typeof given?.id === 'string' && Object.hasOwn(types, given.id) ? types[given.id] : undefined;
  if (!given || !type) return undefined;
  const params: Record<string, ParamValue> = { ...type.params };
  for (const [name, entry] of Object.entries(given)) {
    if (name === 'id') continue;
    const fallback = type.params[name];
    if (fallback === undefined) return undefined;
    const listed = type.lists?.includes(name) === true && isNumbers(entry);
    if (!listed && !sameKind(fallback, entry)) return undefined;
    if (typeof entry === 'string' && type.choices?.[name]?.includes(entry) === false) return undefined;
    params[name] = entry;
  }
  return { type, params };
}

const isNumbers = (value: unknown): value is ParamValue =>
  Array.isArray(value) && value.length > 0 && value.every((one) => Number.isFinite(one) || isNumbers(one));

/** A parameter keeps the kind of its default; one whose default is null may also be a number (seeds) or a list (axes). */
function sameKind(fallback: ParamValue, value: unknown): value is ParamValue {
  if (fallback === null) return value === null || typeof value === 'number' || isNumbers(value);
  if (typeof fallback === 'number') return typeof value === 'number' && Number.isFinite(value);
  return typeof value === typeof fallback;
}

/** Keras' serialised form, every parameter explicit. null stays null (no regularizer, no constraint). */
export function objectToKeras(
  types: KerasObjectTypes,
  module: string,
  value: ParamValue,
): SerializedKerasObject | null {
  const found = value === null ? undefined : readObject(types, value);
  if (!found) return null;
  const config = Object.fromEntries(Object.entries(found.params).map(([name, entry]) => [snakeCase(name), entry]));
  return { module, class_name: found.type.class, config, registered_name: null };
}

/**
 * The document's value of what Keras wrote: a serialised object, its class or function name alone, or null.
 * undefined: a class that is not known. Numbers that only carry float32 noise become the short decimal (0.01).
 */
export function objectFromKeras(types: KerasObjectTypes, raw: unknown): ParamValue | undefined {
  if (raw === null || raw === undefined) return null;
  const name =
    typeof raw === 'string' ? raw : isRecord(raw) && typeof raw.class_name === 'string' ? raw.class_name : undefined;
  if (name === undefined) return undefined;
  const type = Object.values(types).find((candidate) => candidate.class === name || snakeCase(candidate.id) === name);
  if (!type) return undefined;
  const config = isRecord(raw) && isRecord(raw.config) ? raw.config : {};
  const changed: Record<string, ParamValue> = {};
  for (const [param, fallback] of Object.entries(type.params)) {
    const entry = config[snakeCase(param)];
    if (entry === undefined || entry === fallback) continue;
    const value = typeof entry === 'number' ? shortDecimal(entry) : (entry as ParamValue); // JSON by construction: read from a config file
    if (value !== fallback) changed[param] = value;
  }
  return Object.keys(changed).length === 0 ? type.id : { id: type.id, ...changed };
}

/** Keras saves some rates as float32 widened to float64: 0.009999999776482582. The shortest decimal with the same float32. */
export function shortDecimal(value: number): number {
  if (!Number.isFinite(value) || Number.isInteger(value) || Math.fround(value) !== value) return value;
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
