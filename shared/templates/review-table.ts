/**
 * A small table of film reviews, written by this file for the templates that read texts: short sentences from a list of
 * openings, things and opinions, half of them praise. Each has some words of the other side, so that single words do not
 * decide alone. Columns as in the well-known table of 2,000 film reviews, which can take its place.
 */
import { seededRandom, type Random } from '../data/random.ts';

const things = ['plot', 'music', 'acting', 'camera', 'ending', 'dialogue', 'pace', 'cast', 'lighting', 'humour'];
const openings = ['the', 'its', 'this', 'for once the', 'i think the', 'even the', 'as always the', 'of course the'];
const praise = ['moving', 'clever', 'fresh', 'honest', 'funny', 'warm', 'gripping', 'graceful', 'bold', 'lively'];
const blame = ['dull', 'clumsy', 'stale', 'false', 'flat', 'cold', 'tedious', 'noisy', 'lazy', 'messy'];
const degrees = ['', 'very ', 'rather ', 'quite ', 'never really ', 'truly '];
const endings = ['see it twice', 'worth an evening', 'wait for television', 'stay at home', 'judge for yourself'];

const reviews = 240;
const sentences = 8;
/** Share of opinions that agree with the whole. */
const agreeing = 0.72;

const oneOf = (list: readonly string[], random: Random): string => list[random.integer(0, list.length - 1)] ?? '';

/** CSV with the columns id, sentiment (pos or neg) and text. */
export function reviewsTable(seed = 5): string {
  const lines = ['id,sentiment,text'];
  for (let review = 1; review <= reviews; review++) {
    const random = seededRandom(seed, review);
    const positive = review % 2 === 0;
    const text = Array.from({ length: sentences }, () => {
      const agrees = random.next() < agreeing;
      const degree = oneOf(degrees, random);
      // "never really good" blames: what neighbours say together is what 2-grams are for.
      const praises = (positive === agrees) !== degree.startsWith('never');
      return `${oneOf(openings, random)} ${oneOf(things, random)} is ${degree}${oneOf(praises ? praise : blame, random)} .`;
    });
    lines.push(`r${review},${positive ? 'pos' : 'neg'},${text.join(' ')} ${oneOf(endings, random)} .`);
  }
  return `${lines.join('\n')}\n`;
}

/** Columns and steps that texts with a class of two begin with. */
export const reviewsSource = () =>
  ({ kind: 'inline', format: 'table', name: 'reviews.csv', content: reviewsTable() }) as const;
