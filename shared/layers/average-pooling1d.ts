import { windowPooling } from './pooling.ts';

/** The mean of each window of steps; with `same`, cells outside do not count. */
export const averagePooling1d = windowPooling({ id: 'averagePooling1d', class: 'AveragePooling1D', axes: 1 });
