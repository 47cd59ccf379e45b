/** A share from 0 to 1 as a number of percent, without the sign: `43`, `9.8`, `0.4`. */
export const percentText = (share: number): string => String(Number((100 * share).toPrecision(2)));
