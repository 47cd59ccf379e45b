import { elementwise, whereAllMasked } from './merge.ts';

/** The first input minus the second. */
export const subtract = elementwise({ id: 'subtract', class: 'Subtract', most: 2, mask: whereAllMasked('stops') });
