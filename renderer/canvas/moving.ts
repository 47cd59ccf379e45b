/** Milliseconds of a movement; none for people who asked the system for less motion. */
export const moving = (ms: number): number => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : ms);
