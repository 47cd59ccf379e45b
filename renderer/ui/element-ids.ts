/** Elements that commands move the keyboard focus to. */
export const paletteSearchId = 'palette-search';
export const nodeNameId = 'node-name';
export const inspectorId = 'inspector';
export const findId = 'find-on-canvas';
