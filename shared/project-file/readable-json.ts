/**
 * JSON that people and version control read well: whatever fits on a line stands on one (a wire, a position), longer
 * objects and lists take a line for each part. Moving a node then changes one line.
 */
const lineWidth = 100;
/** More parts than this never fit on a line. */
const mostParts = lineWidth / 2;

export function readableJson(value: unknown): string {
  return `${written(value, '', 0)}\n`;
}

/** `before` is what stands on the line already, a comma behind it included. */
function written(value: unknown, indent: string, before: number): string {
  const line = onOneLine(value);
  if (line !== undefined && before + line.length <= lineWidth) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value))
    return `[\n${value.map((item) => inner + written(item, inner, inner.length + 1)).join(',\n')}\n${indent}]`;
  if (isRecord(value)) {
    const parts = Object.entries(value).flatMap(([key, item]) => {
      const head = `${inner}${JSON.stringify(key)}: `;
      return item === undefined ? [] : [head + written(item, inner, head.length + 1)];
    });
    return `{\n${parts.join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(value);
}

/** Line breaks inside of texts are written as `\n`, so every real one is layout. */
function onOneLine(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ((Array.isArray(value) ? value : Object.keys(value)).length > mostParts) return undefined;
  // Without spaces it is shorter still: most that does not fit is recognised by that, and laid out only once.
  if (JSON.stringify(value).length > lineWidth) return undefined;
  return JSON.stringify(value, null, 1).replaceAll(
    /(\[)\n *|\n *(\])|\n */g,
    (_, opening?: string, closing?: string) => opening ?? closing ?? ' ',
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
