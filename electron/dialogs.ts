/** The few native dialogs, in the system's language. */
import { basename } from 'node:path';
import type { Dialog, SaveDialogOptions } from 'electron';

const isChinese = (locale: string): boolean => locale.toLowerCase().startsWith('zh');

/** `suggested` comes from the page: only its last part counts. */
export function saveDialogOptions(suggested: string, locale: string): SaveDialogOptions {
  return {
    title: isChinese(locale) ? '保存文件' : 'Save file',
    defaultPath: basename(suggested.replaceAll('\\', '/')),
  };
}

/** The core ended again and again: there is nothing to go on with. */
export function showCoreFailure(dialog: Pick<Dialog, 'showErrorBox'>, locale: string): void {
  if (isChinese(locale))
    dialog.showErrorBox(
      'Weft Studio 无法继续',
      '后台进程多次意外结束。你的项目已保存在磁盘上；请重新启动 Weft Studio。',
    );
  else
    dialog.showErrorBox(
      'Weft Studio cannot go on',
      'Its background process ended unexpectedly several times. Your projects are safe on disk; start Weft Studio again.',
    );
}
