/** Moving square: a square wanders from one side to the other and leaves a line; the class is its direction (S6). */
import { axis } from '../../graph/shape.ts';
import { proposeFor } from '../proposal.ts';
import { type GeneratorType, whole } from './generator-type.ts';

const directions = ['left', 'right'];

export const movingSquare: GeneratorType = {
  id: 'movingSquare',
  params: { size: whole(50, 4, 200) },
  /** As many frames as the picture is wide, because each frame adds one column. */
  spec: ({ size = 50 }) => ({
    inputs: [
      {
        name: 'input',
        shape: [axis('time', size), axis('height', size), axis('width', size), axis('channels', 1)],
        dtype: 'float32',
      },
    ],
    targets: [{ name: 'target', shape: [axis('units', 1)], kind: 'class', classes: directions, encoding: 'label' }],
    proposal: proposeFor('class', 'label', 2),
  }),
  write({ size = 50 }, { random }, x, y) {
    const frameSize = size * size;
    const right = random.next() < 0.5;
    let row = random.integer(0, size - 1);
    for (let frame = 0; frame < size; frame++) {
      if (frame > 0) {
        x.copyWithin(frame * frameSize, (frame - 1) * frameSize, frame * frameSize);
        row = random.integer(Math.max(0, row - 1), Math.min(size - 1, row + 1));
      }
      x[frame * frameSize + row * size + (right ? frame : size - 1 - frame)] = 1;
    }
    y[0] = right ? 1 : 0;
  },
  showInput: ({ size = 50 }) => ({ kind: 'frames', height: size, width: size, frames: size }),
  showTarget: (_, y) => ({ kind: 'text', text: directions[(y[0] ?? 0) >= 0.5 ? 1 : 0] ?? '' }),
};
