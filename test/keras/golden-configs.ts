/** The configs inside the golden `.keras` files, and comparing configs without what carries no meaning. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';

const folder = join(process.env.WEFT_SHARED ?? resolve(import.meta.dirname, '../../../shared'), 'golden/keras');
export const goldenMissing = !existsSync(folder);

export interface GoldenConfig {
  readonly name: string;
  readonly config: {
    readonly class_name: string;
    readonly config: Record<string, unknown>;
    readonly compile_config: Record<string, unknown>;
  };
}
export function goldenConfigs(): readonly GoldenConfig[] {
  if (goldenMissing) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.keras'))
    .sort()
    .map((file) => {
      const files = unzipSync(readFileSync(join(folder, file)), { filter: (entry) => entry.name === 'config.json' });
      const content = files['config.json'];
      if (!content) throw new Error(`${file} holds no config.json`);
      return { name: file.replace('.keras', ''), config: JSON.parse(strFromU8(content)) };
    });
}

/** Python object numbers, build shapes (Keras finds them again) and the noise of float32 say nothing. */
export function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value === 'number') return Number(value.toPrecision(6));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !['shared_object_id', 'build_config', 'compile_config', 'build_input_shape'].includes(key))
      .map(([key, entry]) => [key, bare(entry)]),
  );
}

interface Layer {
  readonly class_name: string;
  readonly config: Record<string, unknown> & {
    readonly name: string;
    readonly layers?: readonly Layer[];
    readonly layer?: Layer;
  };
}

/** Every layer of a model by path, nested models opened, so that Sequential and Functional compare alike. */
export function flatLayers(model: { readonly config: Record<string, unknown> }, prefix = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const layer of model.config.layers as readonly Layer[]) {
    const path = `${prefix}${layer.config.name}`;
    const inner = layer.config.layers ? layer : layer.config.layer?.config.layers ? layer.config.layer : undefined;
    if (inner) Object.assign(flat, flatLayers(inner, `${path}/`));
    else flat[path] = bare({ class_name: layer.class_name, config: layer.config });
  }
  return flat;
}
