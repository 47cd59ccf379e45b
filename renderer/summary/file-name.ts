/** A file name that every system takes: the project's name and what the file holds. */
export function fileName(project: string, ending: string): string {
  const name = project
    .replace(/[^\p{L}\p{N} ._-]/gu, '-')
    .trim()
    .slice(0, 60);
  return `${name || 'model'}-${ending}`;
}
