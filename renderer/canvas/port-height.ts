/** How far below a node's upper edge its ports stand: first ports at one height, so that a chain has straight wires. */
export const portHeight = (index: number): number => 21 + index * 24;
