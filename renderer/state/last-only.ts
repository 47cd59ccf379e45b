/**
 * Remembers the last answer: there is one document, asked for by many components. Only the first `compared` arguments
 * decide; the others follow from them.
 */
export function lastOnly<Arguments extends readonly unknown[], T>(
  compute: (...given: Arguments) => T,
  compared = Number.POSITIVE_INFINITY,
): (...given: Arguments) => T {
  let last: { readonly given: Arguments; readonly value: T } | undefined;
  return (...given) => {
    if (last && last.given.every((value, index) => index >= compared || value === given[index])) return last.value;
    last = { given, value: compute(...given) };
    return last.value;
  };
}
