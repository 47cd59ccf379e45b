import { windowPooling } from './pooling.ts';

/** The largest value of each window of steps. */
export const maxPooling1d = windowPooling({ id: 'maxPooling1d', class: 'MaxPooling1D', axes: 1 });
