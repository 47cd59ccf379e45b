/** Whether the command palette is open: its own store, because commands open it and the palette reads it. */
import { createSpotlight } from '@mantine/spotlight';

export const [paletteStore, palette] = createSpotlight();
