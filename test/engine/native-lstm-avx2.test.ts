import { testLstmOp } from './native-lstm-suite.ts';

testLstmOp('avx2');
