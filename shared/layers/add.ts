import { elementwise, whereAllMasked } from './merge.ts';

/** The sum of its inputs, element by element. */
export const add = elementwise({ id: 'add', class: 'Add', mask: whereAllMasked('stops') });
