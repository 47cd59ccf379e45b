/** The layer reference as one Markdown text, for the documents beside the program. */
import type { TFunction } from 'i18next';
import type { Language } from '../i18n/index.ts';
import { layerCategories } from '../layers/layer-type.ts';
import { layerTypes } from '../layers/index.ts';
import { type LayerArticle, layerArticle, layerIds } from './article.ts';
import { plainText } from './rich-text.ts';

/** All layers in the palette's order, each group under a heading of its own. */
export function referenceMarkdown(language: Language, t: TFunction): string {
  const parts = layerCategories.flatMap((category) => {
    const members = layerIds.filter((id) => layerTypes[id].category === category);
    if (members.length === 0) return [];
    return [`## ${t(`category.${category}`)}`, ...members.map((id) => articleText(layerArticle(id, language, t), t))];
  });
  return `${[`# ${t('reference.title')}`, t('reference.intro'), ...parts].join('\n\n')}\n`;
}

function articleText(article: LayerArticle, t: TFunction): string {
  const { title, help, formula, example, tried, pitfalls, masks, params, keras, paper } = article;
  const flow = [tried.takes, title, tried.gives].filter((part) => part !== '').join(' → ');
  const sources = [keras === undefined ? '' : `${t('reference.keras')}: \`${keras}\``, paper ?? ''];
  return [
    `### ${title}`,
    help,
    `\`\`\`text\n${formula.join('\n')}\n\`\`\``,
    `**${t('reference.example')}** ${plainText(example)} (${flow})`,
    pitfalls.map((pitfall) => `- ${plainText(pitfall)}`).join('\n'),
    masks.length === 0 ? '' : `**${t('reference.masks')}** ${masks.join(' ')}`,
    paramTable(params, t),
    sources.filter((part) => part !== '').join('; '),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function paramTable(params: LayerArticle['params'], t: TFunction): string {
  if (params.length === 0) return '';
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    row([t('reference.param'), t('reference.default'), t('reference.range')]),
    row(['---', '---', '---']),
    ...params.map(({ label, fallback, range }) => row([label, fallback, range])),
  ].join('\n');
}
