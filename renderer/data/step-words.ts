import type { TFunction } from 'i18next';

/** Text of a field: its own under its step, or the one that all steps share. */
export const fieldLabel = (step: string, field: string, t: TFunction): string =>
  t(`recipe.field.${step}.${field}`, { defaultValue: t(`recipe.field.${field}`, { defaultValue: field }) });

/** Text of a choice: its own under its field, or the one that all fields share. */
export const optionLabel = (field: string, option: string, t: TFunction): string =>
  t(`recipe.option.${field}.${option}`, { defaultValue: t(`recipe.option.${option}`, { defaultValue: option }) });
