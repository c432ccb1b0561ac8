/** What an act changed: each field as it was and as it is, null where there was none. */
export interface Changed {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** How a field is told; by itself, as JSON writes it, where there is nothing here for it. */
export type Tellers = Record<string, ((value: unknown) => unknown) | 'untold'>;

/**
 * The fields that a change makes different, in plain values that JSON can hold.
 *
 * @param tellers what to tell of fields that hold more than the log needs, or `untold`.
 * @returns undefined when nothing differs.
 */
export function changedFields(
  read: object,
  { set = {}, unset = [] }: { set?: object; unset?: readonly string[] },
  tellers: Tellers = {},
): Changed | undefined {
  const was = read as Record<string, unknown>;
  const is = set as Record<string, unknown>;
  const changed: Changed = { before: {}, after: {} };
  for (const field of new Set([...Object.keys(is), ...unset])) {
    const teller = Object.hasOwn(tellers, field) ? tellers[field] : undefined;
    if (teller === 'untold') continue;
    const tell = (value: unknown) => (value === undefined ? null : plain(teller ? teller(value) : value));
    const before = tell(was[field]);
    const after = tell(is[field]);
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    changed.before[field] = before;
    changed.after[field] = after;
  }
  return Object.keys(changed.after).length > 0 ? changed : undefined;
}

// Ids and dates as text: two objects of the same id need not be alike inside.
const plain = (value: unknown): unknown =>
  value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
