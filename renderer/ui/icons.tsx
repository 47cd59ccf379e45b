/** Line icons, drawn on a 24-unit square in the colour of the text around them. */
const paths = {
  data: 'M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  model: 'M3 5h7v5H3zM14 14h7v5h-7zM6.5 10v6.500h7.500',
  train: 'M3 20h18M4 6c3 0 3 9 7 10.500s6 1 9 1',
  use: 'M8 5l11 7-11 7z',
  export: 'M12 15V4M8 8l4-4 4 4M4 15v5h16v-5',
  undo: 'M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  redo: 'M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  layout: 'M4 4h6v5H4zM14 4h6v5h-6zM9 15h6v5H9zM7 9v3h10V9M12 12v3',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5',
  moon: 'M20 14.500A8 8 0 0 1 9.500 4 8 8 0 1 0 20 14.500z',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500L19 19M5 19l1.500-1.500M17.500 6.500L19 5',
  auto: 'M12 3a9 9 0 1 1 0 18zM12 3a9 9 0 1 0 0 18',
  language:
    'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM3 12h18M12 3c3 3 3.500 6 3.500 9s-.5 6-3.500 9c-3-3-3.500-6-3.500-9s.5-6 3.500-9z',
  left: 'M3 4h18v16H3zM9 4v16',
  right: 'M3 4h18v16H3zM15 4v16',
  bottom: 'M3 4h18v16H3zM3 15h18',
  cost: 'M4 20V11M10 20V5M16 20v-6M21 20H3M20 20V9',
  outline: 'M8 6h13M8 12h13M8 18h13M3.500 6h.01M3.500 12h.01M3.500 18h.01',
  table: 'M3 5h18v14H3zM3 10h18M3 14.500h18M10 5v14',
  help: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM9.500 9.500a2.500 2.500 0 1 1 3.600 2.200c-.7.4-1.100.9-1.100 1.800M12 16.500v.01',
  warning: 'M12 4l9 16H3zM12 10v4M12 17v.01',
  check: 'M5 12.500l5 5L20 7',
  close: 'M6 6l12 12M18 6L6 18',
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
  pencil: 'M4 20l1-4.500L16.500 4l3.500 3.500L8.500 19zM13.500 7l3.500 3.500',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  folder: 'M3 6h6l2 2h10v11H3z',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  chip: 'M7 7h10v10H7zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4',
  block: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8',
  save: 'M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6',
  flow: 'M3 16c3 0 3-8 6-8s3 8 6 8 3-8 6-8M3 21h18M3 3h18',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  dice: 'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM9 9h.01M15 9h.01M12 12h.01M9 15h.01M15 15h.01',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  note: 'M5 4h14v11l-5 5H5zM14 20v-5h5M8.500 8.500h7M8.500 12h4',
  frame: 'M3 8V4h18v16H3V8h9V4',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  wrench:
    'M14.500 6.500a4 4 0 0 1 5-1l-2.500 2.500 1.500 1.500 2.500-2.500a4 4 0 0 1-5.500 5L8 19.500 4.500 16l7.500-7.500',
} as const;

export type IconName = keyof typeof paths;

/** Decorative: the control around it carries the name. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
