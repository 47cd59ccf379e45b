/** JSON of files that nobody vouches for: size and depth are known before it is parsed, program code is refused by name. */
import { StudioError } from '../../shared/problem.ts';
import { limits } from './limits.ts';
import { isRecord } from '../../shared/json.ts';

/** Throws `model/too-large`, `model/too-deep`, `model/unreadable` and `model/program-code`; `name` is the file in errors. */
export function parseModelJson(source: Uint8Array | string, name: string): unknown {
  if (source.length > limits.configBytes)
    throw new StudioError('model/too-large', { what: name, received: source.length, limit: limits.configBytes });
  const text = typeof source === 'string' ? source : decode(source, name);
  const { depth, members } = sizeOf(text);
  if (members > limits.members) throw tooMany(name, members, limits.members);
  if (depth > limits.depth)
    throw new StudioError('model/too-deep', { what: name, received: depth, limit: limits.depth });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StudioError('model/unreadable', {
      expected: `JSON in ${name}`,
      received: error instanceof Error ? error.message.slice(0, 120) : 'other text',
    });
  }
  refuseUnsafe(value, name);
  const objects = expandedCount(value);
  if (objects > limits.expanded)
    throw new StudioError('model/too-large', { what: name, received: objects, limit: limits.expanded });
  return value;
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new StudioError('model/unreadable', { expected: `UTF-8 in ${name}`, received: 'other bytes' });
  }
}

/**
 * The deepest level of brackets and the number of objects' members, both outside texts; counted in a loop, because a
 * recursion would end the process first, and before parsing, because an object of a million members takes long to make.
 */
function sizeOf(text: string): { readonly depth: number; readonly members: number } {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isText) {
      if (code === backslash) at += 1;
      else if (code === quote) isText = false;
    } else if (code === quote) isText = true;
    else if (code === colon) members += 1;
    else if (code === openBrace || code === openBracket) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === closeBrace || code === closeBracket) depth -= 1;
  }
  return { depth: deepest, members };
}
const quote = 34;
const colon = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/** Classes that carry Python byte code or names of Python functions to call. */
const programClasses = new Set([
  'Lambda',
  '__lambda__',
  'TFOpLambda',
  'SlicingOpLambda',
  'TensorFlowOpLayer',
  'ClassMethod',
]);

/** Program code is refused however deep it lies; the depth was checked before, so this may recurse. */
function refuseUnsafe(value: unknown, name: string): void {
  if (typeof value === 'string' && value.length > limits.text) throw tooMany(name, value.length, limits.text);
  if (Array.isArray(value)) {
    if (value.length > limits.layers && value.some((one) => typeof one === 'object' && one !== null))
      throw tooMany(name, value.length, limits.layers);
    for (const one of value) refuseUnsafe(one, name);
    return;
  }
  if (!isRecord(value)) return;
  const className = value['class_name'];
  if (typeof className === 'string' && programClasses.has(className)) {
    const config = value['config'];
    const layer = isRecord(config) && typeof config['name'] === 'string' ? config['name'] : className;
    throw new StudioError('model/program-code', { what: className, layer });
  }
  const entries = Object.entries(value);
  if (entries.length > limits.layers) throw tooMany(name, entries.length, limits.layers);
  for (const [key, one] of entries) {
    if (key.length > limits.text) throw tooMany(name, key.length, limits.text);
    refuseUnsafe(one, name);
  }
}

const tooMany = (what: string, received: number, limit: number): StudioError =>
  new StudioError('model/too-large', { what, received, limit });

/**
 * Objects with a class, those within a model once for each of its calls: blocks in blocks, each called twice, double with
 * every level, and are small as text.
 */
function expandedCount(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one: unknown) => sum + expandedCount(one), 0);
  if (!isRecord(value)) return 0;
  const { inbound_nodes: nodes, ...own } = value;
  const inner = Object.values(own).reduce((sum: number, one) => sum + expandedCount(one), 0);
  const calls = Array.isArray(nodes) ? Math.max(1, nodes.length) : 1;
  return typeof value['class_name'] === 'string' ? calls * (1 + inner) : inner;
}
