import { elementwise, whereAllMasked } from './merge.ts';

/** The largest of its inputs, element by element; where one is masked the others decide. */
export const maximum = elementwise({ id: 'maximum', class: 'Maximum', mask: whereAllMasked('uses') });
