/** The catalogues: every visible text, English and Simplified Chinese, flat keys, one file a subject. */
import enApp from './en/app.json' with { type: 'json' };
import enCanvas from './en/canvas.json' with { type: 'json' };
import enCore from './en/core.json' with { type: 'json' };
import enCost from './en/cost.json' with { type: 'json' };
import enData from './en/data.json' with { type: 'json' };
import enEditor from './en/editor.json' with { type: 'json' };
import enEstimate from './en/estimate.json' with { type: 'json' };
import enFlow from './en/flow.json' with { type: 'json' };
import enGraph from './en/graph.json' with { type: 'json' };
import enLayers from './en/layers.json' with { type: 'json' };
import enPanels from './en/panels.json' with { type: 'json' };
import enReference from './en/reference.json' with { type: 'json' };
import enProjects from './en/projects.json' with { type: 'json' };
import enTour from './en/tour.json' with { type: 'json' };
import enTraining from './en/training.json' with { type: 'json' };
import zhApp from './zh-Hans/app.json' with { type: 'json' };
import zhCanvas from './zh-Hans/canvas.json' with { type: 'json' };
import zhCore from './zh-Hans/core.json' with { type: 'json' };
import zhCost from './zh-Hans/cost.json' with { type: 'json' };
import zhData from './zh-Hans/data.json' with { type: 'json' };
import zhEditor from './zh-Hans/editor.json' with { type: 'json' };
import zhEstimate from './zh-Hans/estimate.json' with { type: 'json' };
import zhFlow from './zh-Hans/flow.json' with { type: 'json' };
import zhGraph from './zh-Hans/graph.json' with { type: 'json' };
import zhLayers from './zh-Hans/layers.json' with { type: 'json' };
import zhPanels from './zh-Hans/panels.json' with { type: 'json' };
import zhReference from './zh-Hans/reference.json' with { type: 'json' };
import zhProjects from './zh-Hans/projects.json' with { type: 'json' };
import zhTour from './zh-Hans/tour.json' with { type: 'json' };
import zhTraining from './zh-Hans/training.json' with { type: 'json' };

export const languages = ['en', 'zh-Hans'] as const;
export type Language = (typeof languages)[number];
export type Catalogue = Readonly<Record<string, string>>;

export const catalogues: Readonly<Record<Language, Catalogue>> = {
  en: {
    ...enApp,
    ...enCanvas,
    ...enCore,
    ...enCost,
    ...enData,
    ...enEditor,
    ...enEstimate,
    ...enFlow,
    ...enGraph,
    ...enLayers,
    ...enPanels,
    ...enReference,
    ...enProjects,
    ...enTour,
    ...enTraining,
  },
  'zh-Hans': {
    ...zhApp,
    ...zhCanvas,
    ...zhCore,
    ...zhCost,
    ...zhData,
    ...zhEditor,
    ...zhEstimate,
    ...zhFlow,
    ...zhGraph,
    ...zhLayers,
    ...zhPanels,
    ...zhReference,
    ...zhProjects,
    ...zhTour,
    ...zhTraining,
  },
};
