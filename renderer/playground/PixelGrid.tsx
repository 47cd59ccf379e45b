import { useRef, useState } from 'react';
import classes from './playground.module.css';

export interface PictureSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

interface PixelGridProps extends PictureSize {
  name: string;
  /** Row after row, the channels of a pixel side by side. */
  values: readonly number[];
  /** The value of full brightness. */
  largest: number;
  /** With it, pixels can be painted with the pointer, or with the arrow keys and the space bar. */
  onChange?: (values: readonly number[]) => void;
}

/** A picture of any size as squares; bright is a large value. */
export function PixelGrid({ name, height, width, channels, values, largest, onChange }: PixelGridProps) {
  const [cursor, setCursor] = useState<number | null>(null);
  const ink = useRef(largest);
  const paint = (at: number, value: number): void => {
    if (at < 0 || at >= height * width) return;
    const next = Array.from({ length: height * width * channels }, (_, index) => values[index] ?? 0);
    for (let channel = 0; channel < channels; channel++) next[at * channels + channel] = value;
    onChange?.(next);
  };
  const placeOf = (event: React.PointerEvent<SVGSVGElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * width);
    const y = Math.floor(((event.clientY - box.top) / box.height) * height);
    return x < 0 || x >= width || y < 0 || y >= height ? -1 : y * width + x;
  };
  const isInked = (at: number): boolean => (values[at * channels] ?? 0) > largest / 2;
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const at = cursor ?? 0;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: at % width > 0 ? -1 : 0,
      ArrowRight: at % width < width - 1 ? 1 : 0,
      ArrowUp: at >= width ? -width : 0,
      ArrowDown: at + width < height * width ? width : 0,
    };
    const move = moves[event.key];
    if (move !== undefined) setCursor(at + move);
    else if (event.key === ' ') paint(at, isInked(at) ? 0 : largest);
    else return;
    event.preventDefault();
  };
  const painting = onChange
    ? {
        tabIndex: 0,
        onKeyDown,
        onBlur: () => setCursor(null),
        onPointerDown: (event: React.PointerEvent<SVGSVGElement>) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const at = placeOf(event);
          ink.current = isInked(at) ? 0 : largest;
          paint(at, ink.current);
        },
        onPointerMove: (event: React.PointerEvent<SVGSVGElement>) => {
          if (event.buttons !== 0) paint(placeOf(event), ink.current);
        },
      }
    : {};
  return (
    <svg
      role="img"
      aria-label={name}
      className={classes.pixels}
      data-editable={onChange !== undefined}
      viewBox={`0 0 ${width} ${height}`}
      style={{ aspectRatio: `${width} / ${height}` }}
      shapeRendering="crispEdges"
      {...painting}
    >
      {Array.from({ length: height * width }, (_, at) => (
        <rect
          key={at}
          x={at % width}
          y={Math.floor(at / width)}
          width={1}
          height={1}
          fill={colourOf(values, at * channels, channels, largest)}
        />
      ))}
      {cursor !== null && (
        <rect
          className={classes.pixelCursor}
          x={(cursor % width) + 0.06}
          y={Math.floor(cursor / width) + 0.06}
          width={0.88}
          height={0.88}
        />
      )}
    </svg>
  );
}

/** Three channels are red, green and blue; otherwise the first is brightness. */
function colourOf(values: readonly number[], from: number, channels: number, largest: number): string {
  const level = (channel: number): number =>
    Math.round(255 * Math.min(1, Math.max(0, (values[from + channel] ?? 0) / (largest || 1))));
  return channels === 3 ? `rgb(${level(0)}, ${level(1)}, ${level(2)})` : `rgb(${level(0)}, ${level(0)}, ${level(0)})`;
}
