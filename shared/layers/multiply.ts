import { elementwise, whereAllMasked } from './merge.ts';

/** The product of its inputs, element by element; masked steps count as 1, so the mask is used up where not all have one. */
export const multiply = elementwise({ id: 'multiply', class: 'Multiply', mask: whereAllMasked('uses') });
