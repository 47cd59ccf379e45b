import { loadEngine } from '../../main/engine/backend.ts';
import { paddingSuite } from './masks-padding-suite.ts';

// A process of its own: the backend is one for the whole process.
const { tf } = await loadEngine('portable');
paddingSuite(tf, 'the portable engine');
