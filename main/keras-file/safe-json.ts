/** JSON of files that nobody vouches for: size and depth are known before it is parsed, program code is refused by name. */
import { StudioError } from '../../shared/problem.ts';
import { isRecord } from '../trainer/model/config.ts';
import { limits } from './limits.ts';

/** Throws `model/too-large`, `model/too-deep`, `model/unreadable` and `model/program-code`; `name` is the file in errors. */
export function parseModelJson(source: Uint8Array | string, name: string): unknown {
  if (source.length > limits.configBytes)
    throw new StudioError('model/too-large', { what: name, received: source.length, limit: limits.configBytes });
  const text = typeof source === 'string' ? source : decode(source, name);
  const depth = depthOf(text);
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
  return value;
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new StudioError('model/unreadable', { expected: `UTF-8 in ${name}`, received: 'other bytes' });
  }
}

/** The deepest level of brackets outside texts; counted in a loop, because a recursion would end the process first. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isText) {
      if (code === backslash) at += 1;
      else if (code === quote) isText = false;
    } else if (code === quote) isText = true;
    else if (code === openBrace || code === openBracket) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === closeBrace || code === closeBracket) depth -= 1;
  }
  return deepest;
}
const quote = 34;
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
  if (Array.isArray(value)) {
    if (value.length > limits.layers && value.some((one) => typeof one === 'object' && one !== null))
      throw new StudioError('model/too-large', { what: name, received: value.length, limit: limits.layers });
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
  for (const one of Object.values(value)) refuseUnsafe(one, name);
}
