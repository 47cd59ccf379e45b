import { elementwise, whereAllMasked } from './merge.ts';

/** The mean of its inputs, element by element. */
export const average = elementwise({ id: 'average', class: 'Average', mask: whereAllMasked('stops') });
