import { layerTimesSuite } from './layer-times-suite.ts';

layerTimesSuite('portable');
