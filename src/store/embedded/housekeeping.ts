import type { Collection } from './catalogue.js';
import type { Server } from './command.js';
import { changeDocument, readDocument } from './documents.js';
import type { Engine } from './engine.js';
import { after } from './order.js';
import { search } from './search.js';

/** Keys or documents removed in one transaction: more would keep writers waiting. */
const atOnce = 500;

/** Removes the keys of dropped collections and indexes; the drop itself only names them. */
async function clearLeftovers(engine: Engine): Promise<void> {
  for (const prefix of engine.catalogue.leftovers()) {
    for (let found = atOnce; found === atOnce;) {
      found = await engine.write(() => {
        const keys = [...engine.db.getKeys({ start: prefix, end: after(prefix), limit: atOnce })];
        for (const key of keys) engine.db.removeSync(key);
        if (keys.length < atOnce) engine.catalogue.forget(prefix);
        return keys.length;
      });
    }
  }
}

/** Removes what TTL indexes say has expired. */
async function removeExpired(engine: Engine, collection: Collection): Promise<void> {
  for (const { expireAfterSeconds, key, ready, name } of collection.indexes) {
    if (expireAfterSeconds === undefined || !ready) continue;
    const filter = { [key[0]!]: { $lt: new Date(Date.now() - expireAfterSeconds * 1000) } };
    for await (const chunk of search(engine, collection, { filter, hint: name })) {
      if (chunk.length === 0) continue;
      await engine.write(() => {
        for (const { id, bytes } of chunk) {
          // Whoever wrote it meanwhile may have prolonged it: the next sweep will see.
          if (readDocument(engine, collection, id)?.equals(bytes))
            changeDocument(engine, collection, id, bytes, undefined);
        }
      });
    }
  }
}

/** Keeps house every so many milliseconds until the returned function is called; that waits for a round under way. */
export function keepHouse({ engine }: Server, every: number): () => Promise<void> {
  let round = Promise.resolve();
  let isBusy = false;
  const sweep = async () => {
    isBusy = true;
    try {
      engine.db.resetReadTxn();
      await clearLeftovers(engine);
      for (const collection of engine.catalogue.collections.values()) await removeExpired(engine, collection);
    } catch {
      // A full disk, say: writers are told, and the next round tries again.
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => {
    if (!isBusy) round = sweep();
  }, every);
  return () => {
    clearInterval(timer);
    return round;
  };
}
