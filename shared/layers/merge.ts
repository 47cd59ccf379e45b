/** What Add, Subtract, Multiply and Concatenate share: many wires on one port. */
import { axis, type Shape, shapeText } from '../graph/shape.ts';
import { problem } from '../problem.ts';
import { failed, ok, type Result } from '../result.ts';
import { defineLayer, type LayerType, type MaskRule } from './layer-type.ts';
import { mismatch } from './shape-checks.ts';

export const mergePorts = { inputs: [{ name: 'x', many: true }], outputs: [{ name: 'y' }] } as const;

/** Enough inputs, or the problem that says how many it takes. */
export function enough(
  layer: string,
  shapes: readonly Shape[],
  most = Number.POSITIVE_INFINITY,
): Result<readonly Shape[]> {
  if (shapes.length < 2) return failed(problem('wire/missing', { layer, port: 'x', needed: 2, wired: shapes.length }));
  if (shapes.length > most) return failed(problem('wire/too-many', { layer, port: 'x', most, wired: shapes.length }));
  return ok(shapes);
}

/** The shape of two arrays taken element by element, sizes of 1 stretched; Keras' rule. null where they do not fit. */
function broadcast(first: Shape, second: Shape): Shape | null {
  if (first.length < second.length) return broadcast(second, first);
  const offset = first.length - second.length;
  const merged: Shape[number][] = [];
  for (const [index, a] of first.entries()) {
    const b = index < offset ? undefined : second[index - offset];
    if (!b) merged.push(a);
    else if (a.size === null || b.size === null) merged.push(axis(a.name, null));
    else if (a.size === 1) merged.push(axis(a.name, b.size));
    else if (b.size === 1 || a.size === b.size) merged.push(a);
    else return null;
  }
  return merged;
}

interface Elementwise {
  readonly id: string;
  readonly class: string;
  /** Most inputs it takes. */
  readonly most?: number;
  readonly mask: (inputMasked: readonly boolean[]) => MaskRule;
}

/** A layer that merges arrays of one shape element by element. */
export function elementwise({ id, class: className, most, mask }: Elementwise): LayerType {
  return defineLayer({
    id,
    version: 1,
    category: 'merge',
    ...mergePorts,
    params: {},
    inferShape(inputs) {
      const shapes = enough(className, inputs.x ?? [], most);
      if (!shapes.ok) return shapes;
      const [first, ...others] = shapes.value;
      let merged = first?.slice(1) ?? [];
      for (const other of others) {
        const next = broadcast(merged, other.slice(1));
        if (!next) return mismatch(className, shapeText(first ?? []), shapeText(other));
        merged = [...next];
      }
      return ok({ y: [...(first ?? []).slice(0, 1), ...merged] });
    },
    mask,
    keras: { class: className },
  });
}

/** A mask comes out only where every input has one: a step counts if it counts in any of them. */
export const whereAllMasked =
  (otherwise: MaskRule) =>
  (inputMasked: readonly boolean[]): MaskRule =>
    inputMasked.length > 0 && inputMasked.every(Boolean) ? 'makes' : otherwise;
