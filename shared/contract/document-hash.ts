/** Did graph or data recipe change since a run started? Where nodes lie, notes and frames, and what the project is called do not count. */
import type { ProjectDoc } from '../project-doc.ts';

/** 26 hexadecimal digits that tell documents apart; no protection against somebody who wants two to look alike. */
export function documentHash(doc: Pick<ProjectDoc, 'graph' | 'data'>): string {
  const text = canonical({ graph: doc.graph, data: doc.data });
  return [1, 2].map((seed) => hash53(text, seed).toString(16).padStart(14, '0').slice(-13)).join('');
}

/** What no model depends on: where things stand, and notes and frames. */
const ignored = new Set(['position', 'annotations']);

/** JSON with sorted keys and without what is ignored. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([key, entry]) => !ignored.has(key) && entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
}

/** cyrb53: two multiplicative hashes of 32 bits, mixed to 53. */
function hash53(text: string, seed: number): number {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
