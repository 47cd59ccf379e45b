/** Parameters as Keras writes them in a layer's config, and back. */
import type { ParamValue } from '../graph/graph-doc.ts';
import { activationAliases, activationIds } from './activations.ts';
import { constraints } from './constraints.ts';
import { initializers } from './initializers.ts';
import { camelCase, objectFromKeras, objectToKeras, shortDecimal, snakeCase } from './keras-objects.ts';
import type { ParamValues } from './param-values.ts';
import type { ParamSpec, ParamSpecs } from './params.ts';
import { regularizers } from './regularizers.ts';

/** One value in Keras' form. Wrapped layers are the record's own business (`toConfig`). */
export function valueToKeras(spec: ParamSpec, value: ParamValue): unknown {
  switch (spec.kind) {
    case 'initializer':
      return objectToKeras(initializers, 'keras.initializers', value);
    case 'regularizer':
      return objectToKeras(regularizers, 'keras.regularizers', value);
    case 'constraint':
      return objectToKeras(constraints, 'keras.constraints', value);
    default:
      return value;
  }
}

/** undefined: the value cannot be said by this parameter (an unknown initializer, a function). */
export function valueFromKeras(spec: ParamSpec, raw: unknown): ParamValue | undefined {
  switch (spec.kind) {
    case 'initializer':
      return objectFromKeras(initializers, raw) ?? undefined;
    case 'regularizer':
      return objectFromKeras(regularizers, raw);
    case 'constraint':
      return objectFromKeras(constraints, raw);
    case 'boolean':
      // Python takes 0 and 1 for the same, and Keras writes down what it was given.
      return raw === 0 || raw === 1 ? raw === 1 : typeof raw === 'boolean' ? raw : undefined;
    case 'float':
    case 'optionalFloat':
      return typeof raw === 'number' ? shortDecimal(raw) : raw === null ? null : undefined;
    case 'ints':
    case 'optionalInts':
      // Older files write one number for all axes.
      return typeof raw === 'number'
        ? Array.from({ length: spec.length }, () => raw)
        : Array.isArray(raw) || raw === null
          ? raw
          : undefined;
    case 'choice':
      return choiceFromKeras(spec.options, raw);
    case 'layer':
      return undefined;
    default:
      return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? undefined : (raw as ParamValue); // JSON by construction
  }
}

/** A name; functions may stand as an object that carries it, and some activations have two names. */
function choiceFromKeras(options: readonly string[], raw: unknown): ParamValue | undefined {
  const name =
    typeof raw === 'object' && raw !== null && 'class_name' in raw && 'config' in raw && raw.class_name === 'function'
      ? raw.config
      : raw;
  if (typeof name !== 'string') return name === null ? null : undefined;
  return options === activationIds ? (activationAliases[name] ?? name) : name;
}

/** All parameters under their Keras names, except wrapped layers. */
export function paramsToKeras(specs: ParamSpecs, params: ParamValues): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.kind !== 'layer') config[snakeCase(name)] = valueToKeras(spec, params[name] ?? spec.default);
  }
  return config;
}

/** Parameters that differ from their default, or the name of the first config entry that cannot be said. */
export function paramsFromKeras(
  specs: ParamSpecs,
  config: Readonly<Record<string, unknown>>,
): { params: Record<string, ParamValue> } | { refused: string } {
  const params: Record<string, ParamValue> = {};
  for (const [key, raw] of Object.entries(config)) {
    const name = camelCase(key);
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec || spec.kind === 'layer') continue;
    const value = valueFromKeras(spec, raw);
    if (value === undefined) return { refused: key };
    if (JSON.stringify(value) !== JSON.stringify(spec.default)) params[name] = value;
  }
  return { params };
}
