/** Small pictures of the templates' models. */
import type { TFunction } from 'i18next';
import { drawThumbnail } from '../../shared/graph/thumbnail.ts';
import { projectIdSchema } from '../../shared/ids.ts';
import { type TemplateId, templates } from '../../shared/templates/index.ts';

const shownAs = projectIdSchema.parse('template');

export const templateThumbnail = (id: TemplateId, t: TFunction, dark: boolean): string =>
  drawThumbnail({ graph: templates[id].create(shownAs, '').graph, t, dark });
