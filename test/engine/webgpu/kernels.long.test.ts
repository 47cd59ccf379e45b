import { otherKernels } from './kernel-cases.ts';
import { testKernels } from './kernel-suite.ts';

testKernels('all other kernels of models', otherKernels);
