/** What is proposed for a target, before and after the data are read. */
import { describe, expect, test } from 'vitest';
import { proposeExactly, proposeFor } from '../../shared/data/proposal.ts';
import type { TargetSpec } from '../../shared/data/spec-types.ts';

const target = (kind: TargetSpec['kind'], size: number, classes?: readonly string[]): TargetSpec => ({
  name: 'target',
  shape: [{ name: 'units', size }],
  kind,
  ...(classes && { classes }),
});

describe('once the classes are known', () => {
  test('two classes as labels want one unit and a sigmoid, not a softmax over a single number', () => {
    const before = proposeFor('class', 'label', null);
    expect(before).toMatchObject({ activation: 'softmax', units: null });
    expect(proposeExactly(before, target('class', 1, ['neg', 'pos']))).toEqual(proposeFor('class', 'label', 2));
  });

  test('more classes as labels want a unit each, although the data hold one number', () => {
    const before = proposeFor('class', 'label', null);
    const found = proposeExactly(before, target('class', 1, ['a', 'b', 'c']));
    expect(found).toMatchObject({ units: 3, activation: 'softmax', loss: 'sparse_categorical_crossentropy' });
  });

  test('labels whose classes stay unknown leave the proposal as it was', () => {
    const before = proposeFor('class', 'label', null);
    expect(proposeExactly(before, target('class', 1))).toEqual(before);
  });

  test('one-hot classes and numbers are as many units as the data are wide', () => {
    expect(proposeExactly(proposeFor('class', 'oneHot', null), target('class', 4))).toMatchObject({ units: 4 });
    expect(proposeExactly(proposeFor('number', undefined, null), target('number', 3))).toMatchObject({
      units: 3,
      activation: 'linear',
    });
  });

  test('labels of two classes that were known before stay', () => {
    const before = proposeFor('class', 'label', 2);
    expect(proposeExactly(before, target('class', 1, ['different', 'same']))).toEqual(before);
    expect(proposeExactly(before, target('class', 1))).toEqual(before);
  });
});
