/** The tfjs name space; always a parameter, so that any engine works. */
export type Tf = typeof import('@tensorflow/tfjs');
export type { Tensor, Variable } from '@tensorflow/tfjs';
