import { testEngine } from '../golden/support.ts';
import { paddingSuite } from './masks-padding-suite.ts';

paddingSuite(testEngine.tf, testEngine.kind);
