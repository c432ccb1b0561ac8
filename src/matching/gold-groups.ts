/** What a labelled report says about where it belongs. */
export interface Belonging {
  id: string;
  group?: string | null | undefined;
  claims?: readonly string[] | null | undefined;
}

/**
 * The right group of each report: the one it names; else reports that share a claim belong together, and so do
 * those that share one with them. A report without claims is alone.
 */
export function goldGroups(reports: readonly Belonging[]): Map<string, string> {
  const parents = new Map<string, string>();
  const rootOf = (claim: string): string => {
    let root = claim;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    if (root !== claim) parents.set(claim, root);
    return root;
  };
  for (const { claims } of reports) {
    const [first, ...others] = claims ?? [];
    if (first === undefined) continue;
    for (const other of others) {
      if (rootOf(other) !== rootOf(first)) parents.set(rootOf(other), rootOf(first));
    }
  }
  return new Map(
    reports.map(({ id, group, claims }) => {
      if (group) return [id, `group ${group}`];
      const claim = claims?.[0];
      return [id, claim === undefined ? `alone ${id}` : `claim ${rootOf(claim)}`];
    }),
  );
}
