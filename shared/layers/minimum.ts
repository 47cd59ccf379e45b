import { elementwise, whereAllMasked } from './merge.ts';

/** The smallest of its inputs, element by element; where one is masked the others decide. */
export const minimum = elementwise({ id: 'minimum', class: 'Minimum', mask: whereAllMasked('uses') });
