/** How far below a node's upper edge its ports stand: first ports at one height, so that a chain has straight wires. */
export const portHeight = (index: number): number => 21 + index * portDistance;

/** From one port to the next. */
export const portDistance = 24;
