/** Writes the layer reference as Markdown, one file a language: `node build/scripts/layer-reference.ts [FOLDER]`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { languages } from '../../shared/i18n/index.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { referenceMarkdown } from '../../shared/layer-reference/markdown.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'docs');
await mkdir(folder, { recursive: true });
for (const language of languages) {
  const path = join(folder, `layers.${language}.md`);
  await writeFile(path, referenceMarkdown(language, translator(language)));
  console.log(path);
}
