import { windowPooling } from './pooling.ts';

/** The largest value of each window of an image, channel by channel. */
export const maxPooling2d = windowPooling({ id: 'maxPooling2d', class: 'MaxPooling2D', axes: 2 });
