/** The beginning of a text, of at most so many characters, up to the end of a word; the whole of one that is no longer. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  // A cut that goes through a character would leave half of it.
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$|\s+\S*$/u, '')}…`;
}
