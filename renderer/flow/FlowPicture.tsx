import { memo, useMemo } from 'react';
import type { FlowPicture as Picture, FlowValue } from '../../shared/contract/flow.ts';
import { figureText } from '../charts/format.ts';
import { cellsImage, type Cells, type Scale } from './flow-colours.ts';
import { useScheme } from './useScheme.ts';
import classes from './flow.module.css';

const width = 136;
const height = 34;

/** A value as a small picture. Decorative: whoever shows it says what it is. */
export const FlowPicture = memo(function FlowPicture({ value, mark }: { value: FlowValue; mark: number | null }) {
  return (
    <span className={classes.picture}>
      <Drawn picture={value.picture} />
      {value.mask && value.mask.masked > 0 && <MaskStrip steps={value.mask.steps} />}
      {mark !== null && <span className={classes.mark} style={{ left: `${100 * mark}%` }} />}
    </span>
  );
});

function Drawn({ picture }: { picture: Picture }) {
  switch (picture.kind) {
    case 'number':
      return <span className={classes.number}>{figureText(picture.value ?? Number.NaN)}</span>;
    case 'bars':
      return <Bars values={picture.values} />;
    case 'lines':
      return <Lines lines={picture.lines} />;
    case 'heat':
      return <CellPicture cells={{ ...picture, look: 'signed' }} stretched />;
    case 'pixels':
      return (
        <CellPicture
          cells={{
            rows: picture.height,
            columns: picture.width,
            values: picture.values,
            look: 'picture',
            channels: picture.channels,
          }}
        />
      );
    case 'maps':
      return <Maps picture={picture} />;
    case 'tokens':
      return (
        <span className={classes.tokens}>
          {picture.tokens.map((token) => (token.trim() === '' ? '·' : token)).join(' ')}
          {picture.more > 0 && ' …'}
        </span>
      );
  }
}

/** One pixel a cell, stretched to the place there is or kept in proportion. */
export function CellPicture({ cells, stretched = false, scale }: { cells: Cells; stretched?: boolean; scale?: Scale }) {
  const scheme = useScheme();
  const { rows, columns, values, look, channels } = cells;
  const address = useMemo(
    () => cellsImage({ rows, columns, values, look, ...(channels ? { channels } : {}) }, scheme, scale),
    [rows, columns, values, look, channels, scheme, scale],
  );
  return <img className={classes.cells} data-stretched={stretched} src={address} alt="" draggable={false} />;
}

function Maps({ picture }: { picture: Extract<Picture, { kind: 'maps' }> }) {
  const { height: rows, width: columns, maps } = picture;
  const look = picture.of === 'frames' ? 'picture' : 'signed';
  return (
    <span className={classes.maps}>
      {maps.map((values, index) => (
        <CellPicture key={index} cells={{ rows, columns, values, look }} />
      ))}
    </span>
  );
}

function Lines({ lines }: { lines: readonly (readonly (number | null)[])[] }) {
  const paths = useMemo(() => linePaths(lines), [lines]);
  return (
    <svg className={classes.drawing} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
      {paths.map((path, index) => (
        <path key={index} className={classes.line} data-line={index} d={path} vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  );
}

/** All on one scale; a gap where a value is no number. */
export function linePaths(lines: readonly (readonly (number | null)[])[]): readonly string[] {
  const all = lines.flat().filter((value) => value !== null);
  const low = all.reduce((least, value) => Math.min(least, value), all[0] ?? 0);
  const range = all.reduce((most, value) => Math.max(most, value), low) - low;
  const y = (value: number): number => (range === 0 ? height / 2 : height - 3 - ((height - 6) * (value - low)) / range);
  return lines.map((line) => {
    const x = (index: number): number => (line.length < 2 ? width / 2 : (index * width) / (line.length - 1));
    let isOpen = false;
    const points = line.map((value, index) => {
      const begins = !isOpen;
      isOpen = value !== null;
      return value === null ? '' : `${begins ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    });
    return points.join('');
  });
}

/** `most`: the value of full height; else the largest there is. */
export function Bars({ values, marked, most }: { values: readonly (number | null)[]; marked?: number; most?: number }) {
  const bars = useMemo(() => barRects(values, most), [values, most]);
  return (
    <svg className={classes.drawing} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
      {bars.map((bar, index) => (
        <rect
          key={index}
          className={classes.bar}
          data-negative={bar.isNegative}
          data-marked={index === marked}
          {...bar.box}
        />
      ))}
    </svg>
  );
}

interface Bar {
  readonly isNegative: boolean;
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** From zero up and down; at least a hair, so that a zero is seen to be there. */
export function barRects(values: readonly (number | null)[], most = 0): readonly Bar[] {
  const numbers = values.map((value) => value ?? 0);
  const high = Math.max(most, ...numbers);
  const range = high - Math.min(0, ...numbers) || 1;
  const wide = width / Math.max(1, values.length);
  const zero = (high / range) * (height - 2) + 1;
  return numbers.map((value, index) => {
    const long = Math.max(0.75, (Math.abs(value) / range) * (height - 2));
    return {
      isNegative: value < 0,
      box: { x: index * wide + wide * 0.1, y: value < 0 ? zero : zero - long, width: wide * 0.8, height: long },
    };
  });
}

/** Where a strip is drawn, steps do not count. */
export function MaskStrip({ steps }: { steps: readonly number[] }) {
  const wide = 100 / Math.max(1, steps.length);
  return (
    <svg className={classes.maskStrip} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden>
      {steps.map((share, index) =>
        share > 0 ? <rect key={index} x={index * wide} y={0} width={wide} height={4} opacity={share} /> : null,
      )}
    </svg>
  );
}
