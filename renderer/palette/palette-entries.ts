/** What can be added: the registry's layers by category, then the project's blocks. */
import type { TFunction } from 'i18next';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import type { LayerChoice } from '../../shared/graph/layer-fits.ts';
import { blockType } from '../../shared/graph/ports.ts';
import { definitionIdSchema } from '../../shared/ids.ts';
import { allLayerTypes, rareLayerIds } from '../../shared/layers/index.ts';
import { type LayerCategory, layerCategories } from '../../shared/layers/layer-type.ts';

export interface PaletteEntry {
  /** A layer type id, or `block:<definition id>`. */
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly category: LayerCategory;
  /** Folded away until somebody asks for it or searches. */
  readonly rare: boolean;
  /** Also found by these words: the Keras class, in every language. */
  readonly also: string;
}

export const blockPrefix = 'block:';

/** What a palette entry's id stands for: a layer type, or a block with its definition. */
export function choiceOf(entry: string): LayerChoice {
  return entry.startsWith(blockPrefix)
    ? { type: blockType, definition: definitionIdSchema.parse(entry.slice(blockPrefix.length)) }
    : { type: entry };
}

export function paletteEntries(
  t: TFunction,
  definitions: GraphDoc['definitions'],
  insideBlock: string | undefined,
): readonly PaletteEntry[] {
  const layers = allLayerTypes.map((type) => ({
    id: type.id,
    label: t(`layer.${type.id}`),
    help: t([`layer.${type.id}.help`], { defaultValue: '' }),
    category: type.category,
    rare: rareLayerIds.has(type.id),
    also: `${type.id} ${type.keras?.class ?? ''}`,
  }));
  const blocks = definitions
    // A block cannot stand inside itself.
    .filter((definition) => definition.id !== insideBlock)
    .map((definition) => ({
      id: blockPrefix + definition.id,
      label: definition.name,
      help: t('editor.blockHelp', { name: definition.name }),
      category: 'blocks' as const,
      rare: false,
      also: 'block',
    }));
  return [...layers, ...blocks].toSorted(
    (a, b) => layerCategories.indexOf(a.category) - layerCategories.indexOf(b.category),
  );
}

const wordsOf = (query: string): readonly string[] => query.toLowerCase().split(/\s+/).filter(Boolean);

/** How well an entry answers a query: 0 where its name begins with it, 1 where its name or Keras class has it, else 2. */
export function matchRank(entry: PaletteEntry, query: string): 0 | 1 | 2 {
  const first = wordsOf(query).join(' ');
  const name = entry.label.toLowerCase();
  if (name.startsWith(first) || entry.id.toLowerCase().startsWith(first)) return 0;
  return `${name} ${entry.also.toLowerCase()}`.includes(first) ? 1 : 2;
}

/** Entries whose name, Keras class or help has every word of the query; those whose name begins with it first. */
export function search(entries: readonly PaletteEntry[], query: string): readonly PaletteEntry[] {
  const words = wordsOf(query);
  const found = entries.filter((entry) => {
    const text = `${entry.label} ${entry.also} ${entry.help}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return words.length === 0 ? found : found.toSorted((a, b) => matchRank(a, query) - matchRank(b, query));
}
