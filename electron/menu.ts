/**
 * The application menu. Commands live in the page (its palette and keys); the system's menu holds what macOS expects and
 * what a developer needs.
 */
import type { MenuItemConstructorOptions } from 'electron';

export interface MenuSituation {
  readonly isMac: boolean;
  readonly isPackaged: boolean;
  readonly locale: string;
}

/** null: no menu at all, which also takes its built-in shortcuts away. */
export function menuTemplate({ isMac, isPackaged, locale }: MenuSituation): MenuItemConstructorOptions[] | null {
  const developer: MenuItemConstructorOptions = {
    label: locale.toLowerCase().startsWith('zh') ? '开发' : 'Develop',
    submenu: [{ role: 'reload' }, { role: 'toggleDevTools' }],
  };
  const forMac: MenuItemConstructorOptions[] = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }];
  const items = [...(isMac ? forMac : []), ...(isPackaged ? [] : [developer])];
  return items.length === 0 ? null : items;
}
