/** Finds templates by words of their names, their sentences and the systems they serve (`S5`). */
import type { TFunction } from 'i18next';
import { type TemplateGroup, templateGroups } from './cards.ts';

/** The groups with the cards that have every word of the query; groups without any are left out. */
export function searchTemplates(query: string, t: TFunction): readonly TemplateGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return templateGroups;
  return templateGroups
    .map(({ title, cards }) => ({
      title,
      cards: cards.filter(({ id, title: name, sentence, system }) => {
        const text = [id, t(name), t(sentence), t(title), system].join(' ').toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ cards }) => cards.length > 0);
}
