/** `weft picture PROJECT --out FILE.svg|FILE.png`: the drawing as a picture. */
import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { inferGraph } from '../../../shared/graph/infer-shapes.ts';
import { drawPicture } from '../../../shared/graph/picture.ts';
import { type Language, languages } from '../../../shared/i18n/index.ts';
import { translator } from '../../../shared/i18n/translate.ts';
import { pngWithProject, svgWithProject } from '../../../shared/project-file/picture-project.ts';
import { renderPng } from '../../export/render-png.ts';
import { drawingData, readDrawing, templateWords } from '../drawing-words.ts';

interface PictureWords {
  readonly out: string;
  readonly dark?: boolean;
  readonly language: Language;
  readonly layout: 'stored' | 'auto';
}

export function register(program: Command): void {
  program
    .command('picture <project>')
    .description(
      'draw the model of a project file or template as SVG or PNG that carries its project, shapes and masks on its wires',
    )
    .requiredOption('--out <file>', 'file to write, ending in .svg or .png')
    .option('--dark', 'light on dark')
    .addOption(new Option('--language <tag>', 'language of the texts').choices(languages).default('en'))
    .addOption(
      new Option('--layout <which>', 'nodes where they stand in the project, or arranged anew')
        .choices(['stored', 'auto'])
        .default('stored'),
    )
    .action(writePicture);
}

async function writePicture(word: string, { out, dark = false, language, layout }: PictureWords): Promise<void> {
  const format = extname(out).toLowerCase();
  if (format !== '.svg' && format !== '.png')
    throw new Error(`The picture's file must end in .svg or .png; received "${out}".`);
  const doc = await readDrawing(word, language);
  if (!doc)
    throw new Error(`There is no drawing "${word}": expected a project file (.json) or a template (${templateWords}).`);
  const { inputSpecs, missing } = await drawingData(doc);
  if (missing !== undefined) console.error(`Some sizes are open: ${missing}`);
  const inference = inferGraph(doc.graph, { inputSpecs });
  const picture = drawPicture({
    title: doc.name,
    graph: doc.graph,
    inference,
    t: translator(language),
    language,
    dark,
    layout,
  });
  const file =
    format === '.svg'
      ? svgWithProject(picture.svg, doc)
      : pngWithProject(new Uint8Array(await renderPng(picture)), doc);
  await writeFile(out, file);
  console.log(`${out}  ${picture.width} × ${picture.height}`);
}
