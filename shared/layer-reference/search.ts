/** Finds articles of the layer reference by words of their names and texts. */
import type { LayerArticle } from './article.ts';
import { plainText } from './rich-text.ts';

/** Articles that have every word of the query; those whose name begins with it first. All of them for an empty query. */
export function searchArticles(articles: readonly LayerArticle[], query: string): readonly LayerArticle[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return articles;
  const rank = ({ id, title }: LayerArticle): number => {
    const name = `${title} ${id}`.toLowerCase();
    const first = words.join(' ');
    return title.toLowerCase().startsWith(first) ? 0 : name.includes(first) ? 1 : 2;
  };
  return articles
    .filter((article) => {
      const text = articleText(article);
      return words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => rank(a) - rank(b));
}

function articleText({ id, title, help, example, pitfalls, params, keras, paper }: LayerArticle): string {
  const parts = [
    id,
    title,
    help,
    keras,
    paper,
    ...[example, ...pitfalls].map(plainText),
    ...params.map((row) => row.label),
  ];
  return parts.join(' ').toLowerCase();
}
