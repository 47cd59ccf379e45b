/**
 * A text of about 40,000 characters for the character template, composed by this file from a small grammar: short tales
 * of a weaver's village. Regular enough to be learnt in minutes, varied enough not to be learnt by heart.
 */
import { type Random, seededRandom } from '../data/random.ts';

const words = {
  who: [
    'the weaver',
    'the old dyer',
    'her daughter',
    'the miller',
    'a quiet stranger',
    'the ferryman',
    'the youngest boy',
    'my neighbour',
    'the teacher',
    'a travelling tailor',
    'the shepherd',
    'the baker',
  ],
  did: [
    'carried',
    'mended',
    'counted',
    'folded',
    'sold',
    'forgot',
    'found',
    'washed',
    'measured',
    'painted',
    'wove',
    'hid',
  ],
  what: [
    'a blue shawl',
    'seven spools of thread',
    'the broken loom',
    'a basket of wool',
    'the long red ribbon',
    'two grey blankets',
    'a letter from the coast',
    'the shuttle',
    'a coat without buttons',
    'the heavy shears',
    'a bundle of flax',
    'the silver needle',
  ],
  where: [
    'by the river',
    'under the bridge',
    'behind the mill',
    'at the market',
    'in the warm kitchen',
    'near the old well',
    'on the hill',
    'beside the window',
    'in the attic',
    'along the narrow road',
  ],
  when: [
    'in the morning',
    'before the rain',
    'late at night',
    'on the first day of spring',
    'after the harvest',
    'when the bells rang',
    'while the snow fell',
    'at noon',
  ],
  how: [
    'slowly',
    'with great care',
    'without a word',
    'as if nothing had happened',
    'singing softly',
    'in a hurry',
    'for the second time',
    'with cold hands',
  ],
  said: [
    'Take it home',
    'The thread will hold',
    'Nobody asked for it',
    'We shall see tomorrow',
    'Begin again from the edge',
    'The pattern repeats itself',
    'It is not far now',
    'Keep the loom warm',
  ],
  weather: [
    'The wind turned to the north',
    'A thin mist lay over the fields',
    'The sun stood low',
    'It rained until evening',
    'The frost came early that year',
    'The river rose a little',
  ],
  lesson: [
    'one loose thread is enough',
    'every row rests on the row before',
    'patience is also a tool',
    'the pattern shows itself from afar',
    'a knot is better than a hole',
  ],
} as const;
type WordKind = keyof typeof words;

const sentences: readonly ((w: (kind: WordKind) => string) => string)[] = [
  (w) => `${capital(w('who'))} ${w('did')} ${w('what')} ${w('where')}.`,
  (w) => `${capital(w('when'))}, ${w('who')} ${w('did')} ${w('what')}.`,
  (w) => `${w('weather')}, and ${w('who')} ${w('did')} ${w('what')} ${w('how')}.`,
  (w) => `"${w('said')}," said ${w('who')}.`,
  (w) => `"${w('said')}," said ${w('who')} ${w('how')}, and ${w('did')} ${w('what')}.`,
  (w) => `Then ${w('who')} ${w('did')} ${w('what')} ${w('where')} ${w('how')}.`,
  (w) => `${w('weather')}.`,
  (w) => `They say ${w('where')} that ${w('lesson')}.`,
];

/** The text, at least `characters` long, ending with a whole paragraph. The same seed gives the same text. */
export function weaverText(characters = 40_000, seed = 11): string {
  const random = seededRandom(seed);
  const word = (kind: WordKind): string => pick(words[kind], random);
  let text = '';
  while (text.length < characters) {
    const count = random.integer(4, 8);
    const paragraph = Array.from({ length: count }, () => pick(sentences, random)(word));
    text += `${paragraph.join(' ')}\n\n`;
  }
  return text;
}

function pick<T>(list: readonly T[], random: Random): T {
  const item = list[random.integer(0, list.length - 1)];
  if (item === undefined) throw new RangeError('A list of the grammar is empty.');
  return item;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
