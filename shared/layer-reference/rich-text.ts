/** Marks in hand-written prose: `[lstm]` names a layer, `<returnSequences>` a setting, `<choice.same>` a choice, by the catalogue. */
import type { TFunction } from 'i18next';
import { paramLabel } from '../graph/node-words.ts';
import { layerType, type LayerTypeId } from '../layers/index.ts';

/** Text, with the layers that it names as links. */
export type RichText = readonly (string | { readonly layer: LayerTypeId; readonly label: string })[];

/** Reads the marks; a layer's own name is no link. `owner` is the layer whose settings are meant. */
export function richText(text: string, owner: LayerTypeId, t: TFunction): RichText {
  return text.split(/(\[\w+\]|<[\w.]+>)/).flatMap((part): RichText => {
    if (part === '') return [];
    const layer = /^\[(\w+)\]$/.exec(part)?.[1];
    if (layer !== undefined) {
      if (!layerType(layer)) throw new Error(`The reference of ${owner} names a layer that is not there: ${layer}`);
      const label = t(`layer.${layer}`);
      return [layer === owner ? label : { layer: layer as LayerTypeId, label }]; // the registry has just said so
    }
    const term = /^<([\w.]+)>$/.exec(part)?.[1];
    if (term === undefined) return [part];
    return [t('reference.quoted', { name: term.startsWith('choice.') ? t(term) : paramLabel(t, owner, term) })];
  });
}

/** The same without links. */
export const plainText = (text: RichText): string =>
  text.map((part) => (typeof part === 'string' ? part : part.label)).join('');
