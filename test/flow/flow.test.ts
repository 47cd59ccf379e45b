import { flowSuite } from './flow-suite.ts';

flowSuite('cpu');
