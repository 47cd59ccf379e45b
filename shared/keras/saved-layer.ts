/** Layers of a saved model as they lie in its file, and what is said where one cannot be read. */
import { isRecord, type JsonRecord } from '../json.ts';
import { StudioError } from '../problem.ts';

/** A part of the file that is not there, or not as Keras writes it. */
export const unreadable = (where: string): StudioError =>
  new StudioError('model/unreadable', { where, expected: where, received: '-' });
/** The class may well be known: what of it is not, stands beside it. */
export const refuse = (layer: string, why: string): StudioError =>
  new StudioError('model/unsupported-layer', { layer: layer.includes(why) ? layer : `${layer} (${why})`, why });

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const isModel = (layer: JsonRecord): boolean =>
  layer.class_name === 'Sequential' || layer.class_name === 'Functional' || layer.class_name === 'Model';

export const layerName = (layer: JsonRecord): string =>
  textOf(layer.name) || (isRecord(layer.config) ? textOf(layer.config.name) : '');

/** A value for a message. */
export const short = (value: unknown): string => (JSON.stringify(value) ?? 'undefined').slice(0, 80);
