/** Counts that may be shown, and whether more was hidden than the small ones alone. */
export interface ProtectedCounts {
  shown: Map<string, number>;
  hidden: string[];
  /** True where a count of `least` or more is hidden, too: then it may not be said of the hidden ones that they are small. */
  widened: boolean;
}

/**
 * Hides every count under `least`, nothing included, and more where subtracting what is shown from the total would
 * tell one: a single hidden count is what is left, and where nothing is left all hidden ones are 0. Then the smallest
 * of the shown ones are hidden with them (complementary cell suppression), which leaves open which of them it is.
 *
 * @param names all that there are, also those that were never counted.
 * @param elsewhere how much of the total has none of the names. It may not be shown anywhere.
 */
export function protectCounts(
  counts: ReadonlyMap<string, number>,
  { names, elsewhere, least = 5 }: { names: readonly string[]; elsewhere: number; least?: number },
): ProtectedCounts {
  const ordered = names
    .map((name) => ({ name, count: counts.get(name) ?? 0 }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  let end = ordered.findIndex(({ count }) => count < least);
  if (end < 0) end = ordered.length;
  const hidden = ordered.slice(end);
  const left = hidden.reduce((sum, { count }) => sum + count, elsewhere);
  const widened = end > 0 && (hidden.length === 1 || (hidden.length > 0 && left === 0));
  // All of the smallest: which of equals is hidden would follow the order of their names, and tell.
  const smallest = ordered[end - 1]?.count;
  if (widened) end = ordered.findIndex(({ count }) => count === smallest);
  return {
    shown: new Map(ordered.slice(0, end).map(({ name, count }) => [name, count])),
    hidden: ordered.slice(end).map(({ name }) => name),
    widened,
  };
}
