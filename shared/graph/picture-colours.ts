/** Colours of a picture: those of the app's themes, and one for each group of layers. */
import type { LayerCategory } from '../layers/layer-type.ts';

export interface PictureColours {
  readonly paper: string;
  readonly box: string;
  readonly frame: string;
  readonly line: string;
  readonly ink: string;
  readonly quiet: string;
  readonly wire: string;
  readonly mask: string;
  readonly stop: string;
  readonly categories: Readonly<Record<LayerCategory, string>>;
}

export const lightColours: PictureColours = {
  paper: '#ffffff',
  box: '#ffffff',
  frame: '#f4f6f8',
  line: '#c3cad2',
  ink: '#1c2329',
  quiet: '#55606b',
  wire: '#8793a0',
  mask: '#2b6777',
  stop: '#b3261e',
  categories: {
    io: '#55606b',
    sequence: '#2b6777',
    recurrent: '#2a6fb5',
    convolution: '#8a4fb0',
    pooling: '#a8478f',
    core: '#1f7a4d',
    shape: '#8a6a1c',
    merge: '#b5622a',
    regularization: '#7a7f2a',
    blocks: '#2f3d8f',
  },
};

export const darkColours: PictureColours = {
  paper: '#13171a',
  box: '#22282e',
  frame: '#1b2025',
  line: '#465059',
  ink: '#e6eaee',
  quiet: '#a3aeb8',
  wire: '#7d8994',
  mask: '#67a9ba',
  stop: '#ff9a92',
  categories: {
    io: '#a3aeb8',
    sequence: '#67a9ba',
    recurrent: '#74b0ee',
    convolution: '#c79be6',
    pooling: '#e39bd0',
    core: '#6fd0a0',
    shape: '#d9b866',
    merge: '#eda773',
    regularization: '#c3c966',
    blocks: '#98a6f5',
  },
};
