/** Runs a task when it is its turn, and gives what the task gives. */
export type Turns = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * Lets at most so many tasks run at once; the others wait in the order in which they came. A task that fails makes
 * room like any other.
 */
export function takeTurns(most: number): Turns {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      // The place is handed on, so `running` stays as it is while somebody waits.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/** One line of turns for each owner, such as a context: the tasks of one run one after the other. */
export function turnsByOwner(): <T>(owner: object, task: () => Promise<T>) => Promise<T> {
  const turnsOf = new WeakMap<object, Turns>();
  return (owner, task) => {
    const turns = turnsOf.get(owner) ?? takeTurns(1);
    turnsOf.set(owner, turns);
    return turns(task);
  };
}
