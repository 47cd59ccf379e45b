/** The picture of a drawing: well-formed whatever the names are, complete, and readable as PNG. */
import { describe, expect, test } from 'vitest';
import { renderPng } from '../../main/export/render-png.ts';
import { addAnnotation } from '../../shared/graph/annotations.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { drawPicture, type PictureRequest } from '../../shared/graph/picture.ts';
import { escapeXml, textWidth, wrapText } from '../../shared/graph/picture-text.ts';
import { languages } from '../../shared/i18n/index.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { inputSpec } from '../../shared/data/sample-spec.ts';
import { templates } from '../../shared/templates/index.ts';
import { chain, draw, input, output, sequenceInput } from './drawing.ts';

const hostile = [
  '</text></svg><script>alert(1)</script>',
  '"><image href="http://example.invalid/x.png"/>',
  '&amp;&lt;&#0;]]>',
  "' onload='alert(1)",
  'bell\u0007 null\u0000 half\ud800 \ufffe',
  '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;',
  '名字 🙂 e\u0301 \u202eright to left',
  'x'.repeat(200),
];
const picture = (graph: GraphDoc, more: Partial<PictureRequest> = {}) =>
  drawPicture({
    title: 'title',
    graph,
    inference: inferGraph(graph, { inputSpecs: sequenceInput() }),
    t: translator('en'),
    language: 'en',
    ...more,
  });
/** Elements of a text that may hold nothing else: every `<` begins one of ours. */
const elements = (svg: string): readonly string[] => [...svg.matchAll(/<\/?([\w:!?-]+)/g)].map(([, name = '']) => name);
const ours = new Set(['svg', 'title', 'g', 'rect', 'path', 'circle', 'text']);

describe('hostile names', () => {
  test.each(hostile)('%j stays text', (name) => {
    const inside = { id: 'd', name, ...chain({ id: 'bi', type: 'input', name }, { id: 'bo', type: 'output', name }) };
    const graph = draw(
      {
        nodes: [
          input,
          { id: 'lstm', type: 'lstm', name, params: { units: 3 } },
          { id: 'unknown', type: name.slice(0, 64), name },
          { id: 'b', type: 'block', definition: 'd', name },
          output,
        ],
        wires: [
          ['in', 'b.bi'],
          ['b.bo', 'lstm'],
          ['lstm', 'out'],
        ],
      },
      [inside],
    );
    const drawn = picture(graph, { title: name });
    expect(elements(drawn.svg).filter((element) => !ours.has(element))).toEqual([]);
    expect(drawn.svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    expect(drawn.svg.isWellFormed()).toBe(true);
    expect(drawn.svg.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
  });
});

test('shapes, parameters and masks are on it, in both languages and colours', () => {
  const graph = draw(
    chain(
      input,
      { id: 'mask', type: 'masking' },
      { id: 'lstm', type: 'lstm', params: { units: 7, returnSequences: true } },
      { id: 'flat', type: 'flatten' },
      output,
    ),
  );
  const light = picture(graph);
  expect(light.svg).toContain('time 8');
  expect(light.svg).toContain('units 7');
  expect(light.svg).toContain('308 weights');
  // Two wires carry the mask, on one of them it ends.
  expect(light.svg.match(/stroke-dasharray="1.5 4.5"/g)).toHaveLength(2);
  expect(light.svg.match(/stroke="#b3261e"/g)).toHaveLength(1);
  const dark = picture(graph, { dark: true, t: translator('zh-Hans'), language: 'zh-Hans' });
  expect(dark.svg).toContain('时间 8');
  expect(dark.svg).toContain('xml:lang="zh-Hans"');
  expect(dark.svg).toContain('#13171a');
  expect(dark.svg).not.toContain('fill="#ffffff"');
});

test('arranged anew, nodes that lie on each other come apart', () => {
  const graph = draw(chain(input, { id: 'a', type: 'dense' }, { id: 'b', type: 'dense' }, output));
  const heap = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, position: { x: 0, y: 0 } })) };
  expect(picture(heap).width).toBeLessThan(picture(heap, { layout: 'auto' }).width / 3);
});

test('a strict XML reader takes all hostile names together', { timeout: 120_000 }, async () => {
  const names = hostile.map((name, index) => ({ id: `d${index}`, type: 'dense', name }));
  const png = await renderPng(picture(draw(chain(input, ...names, output)), { title: hostile.join(' ') }));
  expect(String.fromCharCode(...png.slice(1, 4))).toBe('PNG');
});

test('every template can be drawn, and an empty canvas', { timeout: 120_000 }, async () => {
  for (const language of languages) {
    for (const [id, template] of Object.entries(templates)) {
      const { graph, data } = template.create('p' as never, id);
      const inputSpecs = data.source ? inputSpec(data.recipe, data.source).inputs : [];
      const drawn = picture(graph, { inference: inferGraph(graph, { inputSpecs }), t: translator(language), language });
      expect(drawn.svg.match(/<circle/g)?.length ?? 0, id).toBeGreaterThan(2);
      expect(drawn.svg, id).not.toMatch(/undefined|NaN|layer\.|param\./);
    }
  }
  expect((await renderPng(picture(draw({ nodes: [], wires: [] })))).length).toBeGreaterThan(100);
});

test('text is broken where it does not fit, and escaped', () => {
  for (const text of ['one two three four five', 'a'.repeat(60), '循环层的单元数和激活函数', '']) {
    const lines = wrapText(text, 80, 12, 3);
    expect(lines.length).toBeLessThanOrEqual(3);
    for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(80);
  }
  // The name of a layer breaks where a word of it begins.
  expect(wrapText('GlobalAveragePooling1D', 90, 12, 3)).toEqual(['GlobalAverage', 'Pooling1D']);
  expect(escapeXml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
});

describe('what is only for people', () => {
  const whole = draw(chain(input, { id: 'lstm', type: 'lstm', params: { units: 3 } }, output));
  const [frame, note] = [
    { kind: 'frame', text: 'Reader', position: { x: 90, y: -40 }, size: { width: 120, height: 200 } },
    {
      kind: 'note',
      text: 'first line\nsecond <line>',
      position: { x: -300, y: 400 },
      size: { width: 200, height: 90 },
    },
  ] as const;
  const annotated = [frame, note].reduce<GraphDoc>((doc, parts) => addAnnotation(doc, parts).graph, whole);

  test.each(['stored', 'auto'] as const)('frames lie behind the layers, notes before them (%s)', (layout) => {
    const { svg, width, height } = picture(annotated, { layout });
    expect(svg.indexOf('Reader')).toBeLessThan(svg.indexOf('LSTM'));
    expect(svg.indexOf('second &lt;line&gt;')).toBeGreaterThan(svg.indexOf('LSTM'));
    expect(elements(svg).every((element) => ours.has(element))).toBe(true);
    const bare = picture(whole, { layout });
    expect(width * height).toBeGreaterThan(bare.width * bare.height);
  });

  test('a bypassed layer is dimmed and says so', () => {
    const bypassed = {
      ...whole,
      nodes: whole.nodes.map((node) => ({ ...node, ...(node.type === 'lstm' ? { bypassed: true as const } : {}) })),
    };
    expect(picture(bypassed).svg).toContain('opacity="0.55"');
    expect(picture(bypassed).svg).toContain('bypassed');
    expect(picture(whole).svg).not.toContain('bypassed');
  });
});
