import { Resvg } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import { chartSvg } from '../../build/bench/report/chart.ts';
import { makeReport } from '../../build/bench/report/report.ts';
import { machine, report, row } from './fixed-results.ts';

const themes = ['light', 'dark'] as const;

/** Relative luminance of a colour as in WCAG 2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const paperOf = (svg: string): string => /<rect width="\d+" height="\d+" rx="6" fill="(#\w+)"/.exec(svg)?.[1] ?? '';

describe.each(themes)('the %s chart', (theme) => {
  const svg = chartSvg(report, theme);

  test('renders, with a mark a side where it was measured', () => {
    const image = new Resvg(svg, { font: { loadSystemFonts: true } }).render();
    expect([image.width, image.height]).toEqual([900, 84 + 2 * 34 + 40]);
    // The legend and two rows: ours in both, PyTorch and tfjs in one, Keras in both.
    expect(svg.match(/<circle /g)).toHaveLength(3);
    expect(svg.match(/<rect x=/g)).toHaveLength(2);
    expect(svg.match(/<polygon /g)).toHaveLength(3 + 2);
  });

  test('puts a shorter time further left', () => {
    const row = /cx="([\d.]+)" cy="101"/.exec(svg)?.[1];
    const peer = /<rect x="([\d.]+)" y="95.5"/.exec(svg)?.[1];
    expect(Number(row)).toBeGreaterThan(200);
    expect(Number(row)).toBeLessThan(Number(peer));
  });

  test('is readable on its own paper', () => {
    const paper = paperOf(svg);
    const inks = [...svg.matchAll(/<text [^>]*fill="(#\w+)"/g)].map(([, colour = '']) => colour);
    expect(inks.length).toBeGreaterThan(10);
    for (const ink of inks) expect(contrast(ink, paper), ink).toBeGreaterThan(4.5);
    for (const [, mark = ''] of svg.matchAll(/<(?:circle|polygon|rect x)[^>]*fill="(#\w+)"/g))
      expect(contrast(mark, paper), mark).toBeGreaterThan(3);
  });
});

test('the two charts have different papers', () => {
  const [light = '', dark = ''] = themes.map((theme) => paperOf(chartSvg(report, theme)));
  expect(luminance(light)).toBeGreaterThan(0.9);
  expect(luminance(dark)).toBeLessThan(0.05);
});

test('words of a title cannot break the picture', () => {
  const odd = makeReport({
    sections: [{ id: 'training', rows: [row('S5', { title: 'a < b & "c"', blocks: { ours: [1] } })] }],
    versions: {},
    machine,
    settings: {},
    failures: [],
  });
  const svg = chartSvg(odd, 'light');
  expect(svg).toContain('a &lt; b &amp; "c"');
  expect(() => new Resvg(svg).render()).not.toThrow();
});

test('a chart of nothing still is a picture', () => {
  const empty = makeReport({ sections: [], versions: {}, machine, settings: {}, failures: [] });
  expect(() => new Resvg(chartSvg(empty, 'dark')).render()).not.toThrow();
});
