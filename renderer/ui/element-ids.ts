/** Elements that commands move the keyboard focus to. */
export const paletteSearchId = 'palette-search';
export const nodeNameId = 'node-name';
export const inspectorId = 'inspector';
/** Panels whose size can be changed. */
export const palettePanelId = 'palette-panel';
export const outlinePanelId = 'outline-panel';
export const inspectorPanelId = 'inspector-panel';
export const dataPanelId = 'data-panel';
export const trainPanelId = 'train-panel';
export const drawerPanelId = 'drawer-panel';
export const findId = 'find-on-canvas';
