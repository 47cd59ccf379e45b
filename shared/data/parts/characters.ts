/** Character windows of a text: (length) characters and the one that follows, as the Keras text generation example makes them. */
import { compareCodePoints } from './classes.ts';

/** Every character (Unicode code point) of the text, sorted by code point. */
export const alphabetOf = (text: string): string[] => [...new Set(text)].sort(compareCodePoints);

/** The first `limit` characters; never half of a surrogate pair. */
export function firstCharacters(text: string, limit: number | undefined): string {
  if (limit === undefined || text.length <= limit) return text;
  let units = 0;
  let characters = 0;
  for (const character of text) {
    if (characters === limit) break;
    characters += 1;
    units += character.length;
  }
  return text.slice(0, units);
}

/** Numbers of the characters in the alphabet; −1 for one that is not in it. */
export function encodeText(text: string, alphabet: readonly string[]): Int32Array {
  const numbers = new Map(alphabet.map((character, index) => [character, index]));
  const codes = new Int32Array(text.length);
  let count = 0;
  for (const character of text) codes[count++] = numbers.get(character) ?? -1;
  return codes.subarray(0, count);
}
