import type { Context } from '../context.js';

/**
 * What costs more to read than it is worth to be exact: reads it at most once in so long, for each context.
 *
 * @param milliseconds how long a value is kept.
 * @param read reads it anew.
 * @param isKept which values are kept at all: small numbers are quickly counted, and whoever sees three misses the
 * fourth.
 */
export function keepFor<Value>(
  milliseconds: number,
  read: (context: Context) => Promise<Value>,
  isKept: (value: Value) => boolean,
): (context: Context) => Promise<Value> {
  const kept = new WeakMap<Context, { at: Date; value: Value }>();
  return async (context) => {
    const at = context.clock.now();
    const before = kept.get(context);
    if (before && at.getTime() - before.at.getTime() < milliseconds) return before.value;
    const value = await read(context);
    if (isKept(value)) kept.set(context, { at, value });
    return value;
  };
}
