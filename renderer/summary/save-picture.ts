/** The drawing as a picture file that carries its project, made in the page: what is on the screen, saved or not. */
import { drawPicture, type Picture } from '../../shared/graph/picture.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { pngWithProject, svgWithProject } from '../../shared/project-file/picture-project.ts';
import { saveFile } from '../host/files.ts';
import { inferenceOf } from '../state/derived.ts';
import { currentDoc } from '../state/store.ts';
import { currentLanguage, tNow } from '../ui/i18n.ts';
import { fileName } from './file-name.ts';

export interface PictureLook {
  readonly dark: boolean;
  readonly layout: 'stored' | 'auto';
}
export type PictureFormat = 'svg' | 'png';

export function pictureOf(doc: ProjectDoc, look: PictureLook): Picture {
  return drawPicture({
    title: doc.name,
    graph: doc.graph,
    inference: inferenceOf(doc),
    t: tNow,
    language: currentLanguage(),
    ...look,
  });
}

const svgType = 'image/svg+xml;charset=utf-8';

export async function savePicture(
  format: PictureFormat,
  look: PictureLook = { dark: false, layout: 'stored' },
): Promise<void> {
  const doc = currentDoc();
  const picture = pictureOf(doc, look);
  const file =
    format === 'svg'
      ? new Blob([svgWithProject(picture.svg, doc)], { type: svgType })
      : new Blob([pngWithProject(new Uint8Array(await (await toPng(picture)).arrayBuffer()), doc)], {
          type: 'image/png',
        });
  saveFile(fileName(doc.name, `model.${format}`), file);
}

/** Twice as large as it is drawn, for sharp screens and print; less where the browser's canvas ends. */
const usualZoom = 2;
const longestSide = 16_000;
const mostPixels = 64_000_000;

async function toPng({ svg, width, height }: Picture): Promise<Blob> {
  const zoom = Math.min(usualZoom, Math.sqrt(mostPixels / (width * height)), longestSide / Math.max(width, height));
  const address = URL.createObjectURL(new Blob([svg], { type: svgType }));
  try {
    const image = new Image(width, height);
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * zoom);
    canvas.height = Math.round(height * zoom);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser made no picture.'))), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
