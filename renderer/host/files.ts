/** Opening and saving files: the browser's own dialogs, which Electron answers with the system's. */

/** Asks for one file; undefined when the person cancels. `accept` as in HTML: `.csv,.tsv`. */
export function chooseFile(accept: string): Promise<File | undefined> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0]), { once: true });
    input.addEventListener('cancel', () => resolve(undefined), { once: true });
    input.click();
  });
}

/** Asks for one or several files; none when the person cancels. */
export function chooseFiles(accept: string): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.multiple = true;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}

/** Hands a file to the person under the given name. */
export function saveFile(name: string, file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download keeps its own reference once it has begun; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** First file of a drop, if files were dropped. */
export const droppedFile = (event: { dataTransfer: DataTransfer | null }): File | undefined =>
  event.dataTransfer?.files[0];
