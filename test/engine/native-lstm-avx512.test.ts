import { testLstmOp } from './native-lstm-suite.ts';

testLstmOp('avx512');
