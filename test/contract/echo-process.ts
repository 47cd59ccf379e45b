import { openParentPort } from '../../main/process/parent-port.ts';
import { servePort } from '../../main/process/serve-port.ts';
import { echoRouter } from './echo-router.ts';

servePort(echoRouter(), await openParentPort());
