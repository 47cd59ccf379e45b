/** Must be the first import of the page: zod would otherwise compile schemas with `new Function`, which the CSP forbids. */
import { z } from 'zod';

z.config({ jitless: true });
