/** Notes and frames of a picture: frames behind the layers, notes before them. */
import { boxAround, type Box, boxOf, heldBy, refitFrames } from './annotations.ts';
import type { Annotation, AnnotationColour, Graph } from './graph-doc.ts';
import { svgText, wrapText } from './picture-text.ts';

interface AnnotationLook {
  readonly edge: string;
  readonly paper: string;
}
type Looks = Readonly<Record<AnnotationColour, AnnotationLook>>;

/** As the app's themes have them. */
const light: Looks = {
  grey: { edge: '#5a6572', paper: '#eceff2' },
  blue: { edge: '#2a5db0', paper: '#e6eefb' },
  green: { edge: '#1f6f47', paper: '#e3f4ea' },
  amber: { edge: '#855400', paper: '#fdf3df' },
  red: { edge: '#b3261e', paper: '#fdecea' },
  purple: { edge: '#7a3fa0', paper: '#f3e9fa' },
};
const dark: Looks = {
  grey: { edge: '#a3aeb8', paper: '#2a3138' },
  blue: { edge: '#8ab4f8', paper: '#1c2b45' },
  green: { edge: '#6fd0a0', paper: '#173426' },
  amber: { edge: '#f0c169', paper: '#3a2e15' },
  red: { edge: '#ff9a92', paper: '#43201e' },
  purple: { edge: '#cfa3ee', paper: '#35234a' },
};

export interface DrawnAnnotation extends Box {
  readonly kind: Annotation['kind'];
  readonly svg: string;
}

const fontSize = 12;
const lineHeight = 17;

/** `scale` is how far the picture spreads the document's places. */
export function drawAnnotations(
  graph: Graph,
  look: { readonly dark: boolean; readonly ink: string; readonly scale: { readonly x: number; readonly y: number } },
): readonly DrawnAnnotation[] {
  const looks = look.dark ? dark : light;
  return (graph.annotations ?? []).map((annotation) => {
    const at = {
      x: Math.round(annotation.position.x * look.scale.x),
      y: Math.round(annotation.position.y * look.scale.y),
    };
    const colours = looks[annotation.colour];
    return annotation.kind === 'frame'
      ? frame(annotation, at, colours, look.scale)
      : note(annotation, at, colours, look.ink);
  });
}

function frame(
  { size, text }: Annotation,
  at: Annotation['position'],
  { edge, paper }: AnnotationLook,
  scale: { readonly x: number; readonly y: number },
): DrawnAnnotation {
  const [width, height] = [Math.round(size.width * scale.x), Math.round(size.height * scale.y)];
  const [title = ''] = wrapText(text, width - 24, fontSize + 1, 1, true);
  const svg = [
    `<g transform="translate(${at.x} ${at.y})">`,
    `<rect width="${width}" height="${height}" rx="12" fill="${paper}" fill-opacity="0.55" stroke="${edge}" stroke-width="1.5"/>`,
    svgText(title, 12, 20, { size: fontSize + 1, fill: edge, bold: true }),
    '</g>',
  ].join('');
  return { kind: 'frame', ...at, width, height, svg };
}

/** As wide as on the canvas, and as high as its words need. */
function note(
  { size, text }: Annotation,
  at: Annotation['position'],
  { edge, paper }: AnnotationLook,
  ink: string,
): DrawnAnnotation {
  const { width } = size;
  const lines = text.split('\n').flatMap((line) => (line === '' ? [''] : wrapText(line, width - 26, fontSize, 40)));
  const height = Math.max(36, lines.length * lineHeight + 16);
  const svg = [
    `<g transform="translate(${at.x} ${at.y})">`,
    `<rect width="${width}" height="${height}" rx="6" fill="${paper}"/>`,
    `<path d="M2,4v${height - 8}" stroke="${edge}" stroke-width="4"/>`,
    ...lines.map((line, index) => svgText(line, 14, 20 + index * lineHeight, { size: fontSize, fill: ink })),
    '</g>',
  ].join('');
  return { kind: 'note', ...at, width, height, svg };
}

/** After an arrangement: frames go with what they hold, notes that no frame holds stand in a row above. */
export function arrangeAnnotations(before: Graph, after: Graph): Graph {
  const graph = refitFrames(before, after);
  const frames = (before.annotations ?? []).filter(({ kind }) => kind === 'frame');
  const held = new Set(frames.flatMap((one) => heldBy(before, one).annotations.map(({ id }) => id)));
  const around = boxAround([
    ...graph.nodes.map(({ position }) => ({ ...position, width: 0, height: 0 })),
    ...(graph.annotations ?? []).filter(({ kind }) => kind === 'frame').map(boxOf),
  ]);
  let x = around?.x ?? 0;
  const annotations = graph.annotations?.map((annotation) => {
    if (annotation.kind === 'frame' || held.has(annotation.id)) return annotation;
    const position = { x, y: (around?.y ?? 0) - annotation.size.height - 40 };
    x += annotation.size.width + 24;
    return { ...annotation, position };
  });
  return annotations ? { ...graph, annotations } : graph;
}
