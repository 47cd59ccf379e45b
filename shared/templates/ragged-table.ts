/**
 * A small table of walks for the template of ragged sequences, made by this file: a person walks through a corridor past
 * four senders and either goes on into the next room or turns round. Each walk has its own length, each row holds the
 * strength of the four signals at one step. The columns are named as in the well-known indoor movement data, so that its
 * file can take this table's place.
 */
import { seededRandom } from '../data/random.ts';

const senders = [
  { at: 0.05, side: 0.3 },
  { at: 0.35, side: -0.3 },
  { at: 0.65, side: 0.3 },
  { at: 0.95, side: -0.3 },
] as const;
const shortest = 15;
const longest = 48;
const walks = 120;

/** CSV with the columns sequence, site, step, rss1 … rss4 (-1 … 1) and changed_room (1 or -1); half of the walks go on. */
export function walksTable(seed = 7): string {
  const lines = ['sequence,site,step,rss1,rss2,rss3,rss4,changed_room'];
  for (let walk = 1; walk <= walks; walk++) {
    const random = seededRandom(seed, walk);
    const goesOn = walk % 2 === 0;
    const length = random.integer(shortest, longest);
    const turnsAt = 0.45 + 0.2 * random.next();
    const drift = 0.1 * (random.next() - 0.5);
    for (let step = 0; step < length; step++) {
      const share = step / (length - 1);
      const place = goesOn ? share : share < turnsAt ? share : Math.max(0, 2 * turnsAt - share);
      const signals = senders.map(({ at, side }) => strength(place, at, drift + side, random.next()));
      lines.push([walk, 1 + (walk % 3), step, ...signals, goesOn ? 1 : -1].join(','));
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Signal strength falls with the distance to the sender; about a tenth of it is noise. */
function strength(place: number, sender: number, aside: number, noise: number): number {
  const distance = Math.hypot(place - sender, 0.4 * aside);
  const value = 0.9 - 2 * distance + 0.2 * (noise - 0.5);
  return Math.round(Math.min(1, Math.max(-1, value)) * 1000) / 1000;
}
