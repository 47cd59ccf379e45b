/** The wire under the pointer or with the keyboard's focus, and where on the screen its words stand. */
import type { Edge } from '@xyflow/react';
import type { MouseEvent } from 'react';
import { create } from 'zustand';

interface Tip {
  readonly wire: string;
  readonly x: number;
  readonly y: number;
}

export const useWireTip = create<{ readonly tip: Tip | null }>()(() => ({ tip: null }));

export const onEdgeMouseEnter = ({ clientX, clientY }: MouseEvent, { id }: Edge): void =>
  useWireTip.setState({ tip: { wire: id, x: clientX, y: clientY } });

export const hideWireTip = (): void => useWireTip.setState({ tip: null });

/** For the keyboard: at the middle of the wire. */
export function showWireTip(wire: string, element: Element): void {
  const { x, y, width, height } = (element.querySelector('.react-flow__edge-path') ?? element).getBoundingClientRect();
  useWireTip.setState({ tip: { wire, x: x + width / 2, y: y + height / 2 } });
}
