/** The steps of the tour in their order; the last only says goodbye. Kept by browsers: never renamed. */
export const tourStepIds = ['choose', 'look', 'goToTrain', 'train', 'use', 'finished'] as const;
export type TourStepId = (typeof tourStepIds)[number];
