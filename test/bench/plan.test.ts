import { expect, test } from 'vitest';
import { kindOf } from '../../build/bench/ours/profile.ts';
import { planOf } from '../../build/bench/plan.ts';
import { environmentOf } from '../../build/bench/start-sides.ts';

test('everything, the quick look and single parts', () => {
  expect([...planOf({}).parts]).toEqual([
    ...['training', 'arithmetic', 'prediction', 'feeding', 'epoch', 'memory', 'avx2', 'app', 'ui'],
  ]);
  expect(planOf({}).workloads).toHaveLength(9);
  const quick = planOf({ quick: true });
  expect([...quick.parts]).toEqual(['training']);
  expect(quick.workloads.map(({ name }) => name)).toEqual(['S1', 'S5', 'S7', 'S9']);
  expect(quick.rounds).toBeLessThan(planOf({}).rounds);
  expect([...planOf({ only: ['S12'] }).parts]).toEqual(['training', 'arithmetic']);
  expect([...planOf({ parts: ['memory'] }).parts]).toEqual(['memory']);
  expect([...planOf({ app: true }).parts]).toEqual(['app']);
  expect([...planOf({ ui: true }).parts]).toEqual(['ui']);
  expect(() => planOf({ only: ['S99'] })).toThrow('No workload is called S99');
});

test('a run limited to AVX2 measures no app, and does not limit itself again', () => {
  const { parts } = planOf({ isa: 'avx2' });
  expect(parts.has('training')).toBe(true);
  expect(parts.has('avx2') || parts.has('app') || parts.has('ui')).toBe(false);
});

test('an instruction set limits every side by its own variable', () => {
  expect(environmentOf('avx2')).toMatchObject({
    WEFT_ISA: 'avx2',
    ATEN_CPU_CAPABILITY: 'avx2',
    ONEDNN_MAX_CPU_ISA: 'AVX2',
  });
  expect(environmentOf(undefined)['ATEN_CPU_CAPABILITY']).toBe(process.env['ATEN_CPU_CAPABILITY']);
});

test('operations are told apart by their names', () => {
  expect(['WeftLstmV2Grad', 'BlockLSTMV2', 'WeftGru'].map(kindOf)).toEqual(['recurrent', 'recurrent', 'recurrent']);
  expect(['BatchMatMulV2', 'Conv2DBackpropFilter'].map(kindOf)).toEqual(['products', 'products']);
  expect(['WeftAdam', 'AddV2', 'Identity'].map(kindOf)).toEqual(['update', 'others', 'others']);
});
