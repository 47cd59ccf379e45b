/** Reading Keras' serialised objects: every access checked, with an error that names the layer and the parameter. */
import { StudioError } from '../../../shared/problem.ts';
import { isRecord, type JsonRecord } from '../../../shared/json.ts';

/** `{class_name, config}` as Keras serialises layers, initializers, regularizers, models. */
export interface KerasConfig {
  /** null: found by its registered name alone (classes of the studio's own). */
  readonly module?: string | null;
  readonly class_name: string;
  /** Of a layer in a file of Keras 2, where its config has none. */
  readonly name?: unknown;
  readonly config: Readonly<Record<string, unknown>>;
  readonly registered_name?: string | null;
  /** Of a layer in a functional model: its calls, in the dialect of the file. */
  readonly inbound_nodes?: unknown;
  /** Of a model that was compiled. */
  readonly compile_config?: unknown;
}

export function isKerasConfig(value: unknown): value is KerasConfig {
  return isRecord(value) && typeof value['class_name'] === 'string' && isRecord(value['config']);
}

/** Typed reading of one layer's config. A missing key gives the default; a wrong type throws `model/unreadable`. */
export interface ConfigReader {
  readonly raw: JsonRecord;
  number(key: string, fallback?: number): number;
  boolean(key: string, fallback?: boolean): boolean;
  text(key: string, fallback?: string): string;
  /** A number or list of numbers, as `size` numbers. */
  numbers(key: string, size: number, fallback?: number): readonly number[];
  list(key: string): readonly unknown[];
  object(key: string): KerasConfig;
}

/** `owner` is the layer's name, for error texts. */
export function readConfig(raw: JsonRecord, owner: string): ConfigReader {
  const wrong = (key: string, expected: string): StudioError =>
    new StudioError('model/unreadable', {
      layer: owner,
      param: key,
      expected,
      received: JSON.stringify(raw[key]) ?? 'nothing',
    });
  const absent = (key: string): boolean => raw[key] === undefined || raw[key] === null;
  return {
    raw,
    number(key, fallback) {
      if (absent(key) && fallback !== undefined) return fallback;
      const value = raw[key];
      if (typeof value !== 'number') throw wrong(key, 'a number');
      return value;
    },
    boolean(key, fallback) {
      if (absent(key) && fallback !== undefined) return fallback;
      const value = raw[key];
      // Python takes 0 and 1 for the same, and Keras writes down what it was given.
      if (value === 0 || value === 1) return value === 1;
      if (typeof value !== 'boolean') throw wrong(key, 'true or false');
      return value;
    },
    text(key, fallback) {
      if (absent(key) && fallback !== undefined) return fallback;
      const value = raw[key];
      if (typeof value !== 'string') throw wrong(key, 'a text');
      return value;
    },
    numbers(key, size, fallback) {
      const value = absent(key) ? fallback : raw[key];
      const values: unknown[] = Array.isArray(value) ? value : Array.from({ length: size }, () => value);
      if (values.length !== size || !values.every((one) => typeof one === 'number'))
        throw wrong(key, `${size} numbers`);
      return values;
    },
    list(key) {
      const value = raw[key];
      if (!Array.isArray(value)) throw wrong(key, 'a list');
      return value;
    },
    object(key) {
      const value = raw[key];
      if (!isKerasConfig(value)) throw wrong(key, 'a Keras object');
      return value;
    },
  };
}

/** A text as it is, anything else as `fallback`. */
export function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

/** Class name and config of a part that Keras writes as a name (`"relu"`) or as an object; null when absent. */
export function readPart(value: unknown): { readonly name: string; readonly config: JsonRecord } | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return { name: value, config: {} };
  if (isKerasConfig(value)) {
    // Functions (custom or builtin activations) carry their name as config.
    return { name: value.class_name, config: value.config };
  }
  if (isRecord(value) && value['class_name'] === 'function' && typeof value['config'] === 'string') {
    return { name: value['config'], config: {} };
  }
  throw new StudioError('model/unreadable', {
    expected: 'a Keras object or its name',
    received: JSON.stringify(value),
  });
}

/** Keras' `to_snake_case`, which names groups of a weights file and the functions behind classes. */
export function toSnakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
