import { windowPooling } from './pooling.ts';

/** The mean of each window of an image, channel by channel; with `same`, cells outside do not count. */
export const averagePooling2d = windowPooling({ id: 'averagePooling2d', class: 'AveragePooling2D', axes: 2 });
