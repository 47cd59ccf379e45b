/** One calm accent, quiet greys, status colours only for status. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#edf6f8',
  '#d9eaee',
  '#b4d5dd',
  '#8bbecb',
  '#67a9ba',
  '#4a95a9',
  '#357f93',
  '#2b6777',
  '#235562',
  '#1a424d',
];

/** Dark enough for white text on it. */
const red: MantineColorsTuple = [
  '#fdecea',
  '#f9d5d2',
  '#f2aca7',
  '#ea8079',
  '#e25c53',
  '#d1443a',
  '#c0332a',
  '#b3261e',
  '#961d16',
  '#7a150f',
];

/** Greys with the same hue as our surfaces, from text to background. */
const dark: MantineColorsTuple = [
  '#e6eaee',
  '#c9d1d8',
  '#a3aeb8',
  '#6b7782',
  '#3c464f',
  '#30383f',
  '#22282e',
  '#1b2025',
  '#15191d',
  '#101315',
];

export const fontFamily =
  'Inter, "Segoe UI", system-ui, -apple-system, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "DejaVu Sans", sans-serif';

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, dark, red },
  fontFamily,
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '26px' }, h2: { fontSize: '18px' }, h3: { fontSize: '15px' } },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false } },
    // Its element is `header`, which would be a second banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    Switch: { defaultProps: { size: 'sm' } },
    // A dialog's head is no banner of the page.
    Modal: { defaultProps: { attributes: { header: { role: 'none' } } } },
    Drawer: { defaultProps: { attributes: { header: { role: 'none' } } } },
  },
});

/** Mantine's dark error and dimmed texts miss the 4.5:1 contrast on our surfaces. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b6671',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-body': '#f7f8f9',
    '--mantine-color-placeholder': '#6a7480',
  },
  dark: {
    '--mantine-color-dimmed': '#a3aeb8',
    '--mantine-color-error': '#ff9a92',
    '--mantine-color-body': '#15191d',
    '--mantine-color-placeholder': '#8b96a1',
  },
});
