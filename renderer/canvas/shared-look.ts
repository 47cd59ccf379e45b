/** Layers that share weights look alike: one of a few colours, and a letter that tells more of them apart. */
const colours = 5;

export const colourOf = (index: number): number => index % colours;

export const letterOf = (index: number): string =>
  String.fromCharCode(65 + (index % 26)) + (index < 26 ? '' : `${Math.floor(index / 26)}`);
