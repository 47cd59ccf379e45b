import { faultyKernels } from './kernel-cases.ts';
import { testKernels } from './kernel-suite.ts';

testKernels('kernels that were put right', faultyKernels);
