/** What a run's recipe says about pictures: their size, and which value is full brightness. */
import { fittedSchema } from '../../shared/data/fitted.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import type { PictureSize } from './PixelGrid.tsx';

const largestByte = 255;

/** The picture that one row of the table is; undefined where rows are none. */
export function pictureSize({ recipe }: ProjectDoc['data']): PictureSize | undefined {
  const step = stepOf(recipe, 'image');
  return step && { height: step.height, width: step.width, channels: step.channels };
}

/** The largest value that fitting found; `fitted` is what the run learnt. */
export function largestValue({ recipe }: ProjectDoc['data'], fitted: unknown): number {
  const step = stepOf(recipe, 'image');
  if (step?.divide === 'byte') return largestByte;
  const parsed = fittedSchema.safeParse(fitted);
  const scale = parsed.success ? parsed.data.features[0]?.scale : undefined;
  return scale?.method === 'minmax' ? scale.max : 1;
}
