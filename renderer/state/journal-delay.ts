/** Unsaved work is sent this long after the first edit. Together with the writing it stays well below a second. */
export const journalDelayMs = 400;
