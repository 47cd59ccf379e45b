import { testRecurrentOps } from './native-recurrent-suite.ts';

testRecurrentOps('avx2');
