import { expect, test } from 'vitest';
import { drawThumbnail } from '../../shared/graph/thumbnail.ts';
import { languages } from '../../shared/i18n/index.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { projectIdSchema } from '../../shared/ids.ts';
import { templateIds, templates } from '../../shared/templates/index.ts';
import { searchTemplates } from '../../shared/templates/search-templates.ts';

const graphOf = (id: (typeof templateIds)[number]) => templates[id].create(projectIdSchema.parse('p'), '').graph;
const boxesOf = (svg: string): readonly { x: number; y: number }[] =>
  [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)"/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));

test.each(templateIds)('the picture of %s has a box for every layer, side by side, and a line for every wire', (id) => {
  const graph = graphOf(id);
  for (const language of languages) {
    const svg = drawThumbnail({ graph, t: translator(language) });
    const boxes = boxesOf(svg);
    expect(boxes).toHaveLength(graph.nodes.length);
    for (const [index, box] of boxes.entries())
      for (const other of boxes.slice(index + 1))
        expect(Math.abs(box.x - other.x) >= 86 || Math.abs(box.y - other.y) >= 33).toBe(true);
    expect(svg.match(/fill="none"/g)).toHaveLength(graph.wires.length);
    expect(svg).not.toContain('NaN');
  }
});

test('light and dark differ, and so do the languages', () => {
  const graph = graphOf('dampedSine');
  const pictures = [
    drawThumbnail({ graph, t: translator('en') }),
    drawThumbnail({ graph, t: translator('en'), dark: true }),
    drawThumbnail({ graph, t: translator('zh-Hans') }),
  ];
  expect(new Set(pictures).size).toBe(3);
  expect(pictures[2]).toContain('全连接');
});

test('templates are found by words of their names, sentences and system', () => {
  const found = (query: string) =>
    searchTemplates(query, translator('en')).flatMap(({ cards }) => cards.map(({ key }) => key));
  expect(found('')).toEqual([...templateIds, 'compareEngines', 'showSummary']);
  expect(found('stacked')).toEqual(['dampedSine']);
  expect(found('S12')).toEqual(['irnn', 'irnnOriginal']);
  expect(found('S13')).toEqual(['compareEngines']);
  expect(found('summary')).toEqual(['showSummary']);
  expect(found('forecast wave')).toEqual(['dampedSine']);
  expect(found('no such thing')).toEqual([]);
});
