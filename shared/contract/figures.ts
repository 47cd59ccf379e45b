/** Numbers that may diverge: JSON and zod refuse NaN and infinities, and a metric stream must survive exactly them. */
import { z } from 'zod';

export const figureSchema = z.union([z.number(), z.enum(['nan', 'inf', '-inf'])]);
export type Figure = z.infer<typeof figureSchema>;

export function toFigure(value: number): Figure {
  if (Number.isNaN(value)) return 'nan';
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  return value === Number.NEGATIVE_INFINITY ? '-inf' : value;
}

export function fromFigure(figure: Figure): number {
  if (figure === 'nan') return Number.NaN;
  if (figure === 'inf') return Number.POSITIVE_INFINITY;
  return figure === '-inf' ? Number.NEGATIVE_INFINITY : figure;
}
