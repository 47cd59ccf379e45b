import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, CDPSession, Locator, Page } from '@playwright/test';
import { newProject } from '../../main/projects/new-project.ts';
import type { GraphDoc, GraphNode, Wire } from '../../shared/graph/graph-doc.ts';
import { newId, type NodeId, type ProjectId, type WireId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { chooseFile, newPage, startApp, waitForStart, withFolder } from './app.ts';
import { median } from './statistics.ts';

const nodeCount = 200;
const columns = 20;
const moves = 120;

export interface DragTimes {
  /** Main-thread milliseconds of one pointer move at the zoom at which the project opens, idle work of the page taken off. */
  readonly medianMilliseconds: number;
  readonly p95Milliseconds: number;
}

/**
 * Drags one of 200 wired layers and reads after each pointer move how long the page's main thread was busy (scripts,
 * style, layout, paint). The same reading without a move measures what the reading itself costs; its median is taken off.
 */
export async function measureDrag(browser: Browser): Promise<DragTimes> {
  return withFolder(async (home) => {
    const file = join(home, 'large.weft.json');
    await writeFile(file, JSON.stringify(largeProject()));
    const app = await startApp(home);
    try {
      const page = await newPage(browser);
      await page.goto(app.url);
      await waitForStart(page);
      await chooseFile(page, 'Open a project file', file);
      const nodes = page.locator('.react-flow__node');
      // A model of this size draws only what is in sight.
      await nodes.nth(4).waitFor();
      await page.waitForTimeout(2000);
      const times = await dragTimes(page, await nodeInSight(page, nodes));
      await page.close();
      return times;
    } finally {
      await app.stop();
    }
  });
}

/** A layer near the middle of the canvas, clear of the panels around it. */
async function nodeInSight(page: Page, nodes: Locator): Promise<Locator> {
  const canvas = await page.locator('[data-canvas]').boundingBox();
  for (const node of await nodes.all()) {
    const box = await node.boundingBox();
    if (canvas === null || box === null) continue;
    const [across, down] = [(box.x - canvas.x) / canvas.width, (box.y - canvas.y) / canvas.height];
    if (across > 0.25 && across < 0.6 && down > 0.25 && down < 0.6) return node;
  }
  throw new Error('no layer is in sight');
}

async function dragTimes(page: Page, node: Locator): Promise<DragTimes> {
  const box = await node.boundingBox();
  if (box === null) throw new Error('the layer to drag is not shown');
  const session = await page.context().newCDPSession(page);
  // Time that the thread had the processor: what else the machine does is not the page's work.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const idle: number[] = [];
  for (let round = 0; round < 30; round += 1) idle.push(await busyDuring(page, session, async () => undefined));
  const start = { x: box.x + Math.min(40, box.width / 2), y: box.y + Math.min(14, box.height / 2) };
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 6, start.y + 6);
  const busy: number[] = [];
  for (let move = 0; move < moves; move += 1) {
    const angle = (move / moves) * 4 * Math.PI;
    const to = { x: start.x + 60 + 50 * Math.cos(angle), y: start.y + 60 + 50 * Math.sin(angle) };
    busy.push(await busyDuring(page, session, () => page.mouse.move(to.x, to.y)));
  }
  await page.mouse.up();
  const after = await node.boundingBox();
  if (after === null || (after.x === box.x && after.y === box.y)) throw new Error('the layer did not move');
  const own = busy.map((milliseconds) => Math.max(0, milliseconds - median(idle))).toSorted((a, b) => a - b);
  return { medianMilliseconds: median(own), p95Milliseconds: own[Math.floor(own.length * 0.95)] ?? Number.NaN };
}

/** Page code as text: the types of a browser are not known here. */
const twoFrames = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))';

/** Main-thread milliseconds while `act` runs and the two frames after it are made. */
async function busyDuring(page: Page, session: CDPSession, act: () => Promise<void>): Promise<number> {
  const before = await taskSeconds(session);
  await act();
  await page.evaluate(twoFrames);
  return ((await taskSeconds(session)) - before) * 1000;
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN;
}

/** An input, 198 Dense layers and an output, in rows that are read like text. */
function largeProject(): ProjectDoc {
  const names = Array.from({ length: nodeCount }, (_, index) => `layer_${index}` as NodeId);
  const nodes = names.map((id, index): GraphNode => {
    const isInput = index === 0;
    const isOutput = index === nodeCount - 1;
    return {
      id,
      type: isInput ? 'input' : isOutput ? 'output' : 'dense',
      name: id,
      params: isInput ? { from: 'fixed', shape: [16] } : isOutput ? {} : { units: 16 },
      position: { x: (index % columns) * 330, y: Math.floor(index / columns) * 200 },
    };
  });
  const wires = names.slice(1).map((id, index): Wire => {
    const before = names[index] ?? id;
    return { id: `wire_${index}` as WireId, from: { node: before, port: 'y' }, to: { node: id, port: 'x' } };
  });
  const graph: GraphDoc = { nodes, wires, definitions: [] };
  return { ...newProject(newId<ProjectId>('project'), 'Two hundred layers', null), graph };
}
