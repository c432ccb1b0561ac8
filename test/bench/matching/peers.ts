// What matching is measured against in the same run, so that ratios hold on any machine.
import MiniSearch from 'minisearch';
import sqlite from 'node-sqlite3-wasm';
import { stem } from '../../../src/matching/stemming.js';
import { createPlainIndex } from './plain-index.js';

export interface Peer {
  name: string;
  add(id: number, text: string): void;
  /** Called once, when every text is in. */
  finish(): void;
  rank(text: string, top: number): number[];
  /** Megabytes of its own outside JavaScript's heap; nought for what lives inside. */
  outsideMegabytes(): number;
  close(): void;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** SQLite's FTS5 in memory, with its Porter stemmer and bm25(): any of the message's words may match. */
function createFts5(): Peer {
  const database = new sqlite.Database(':memory:');
  database.exec("CREATE VIRTUAL TABLE claims USING fts5(text, content='', tokenize='porter unicode61')");
  database.exec('BEGIN');
  const insert = database.prepare('INSERT INTO claims(rowid, text) VALUES (?, ?)');
  const select = database.prepare(
    'SELECT rowid AS id FROM claims WHERE claims MATCH ? ORDER BY bm25(claims) LIMIT ?',
  );
  return {
    name: 'FTS5 porter',
    // SQLite's row ids begin at 1.
    add: (id, text) => void insert.run([id + 1, text]),
    finish: () => database.exec('COMMIT'),
    rank(text, top) {
      const words = [...new Set(wordsOf(text))];
      if (words.length === 0) return [];
      return select
        .all([words.map((word) => `"${word}"`).join(' OR '), top])
        .map((row) => Number(row['id']) - 1);
    },
    outsideMegabytes() {
      const size = (pragma: string): number =>
        Number(Object.values(database.get(`PRAGMA ${pragma}`) ?? {})[0]);
      return (size('page_count') * size('page_size')) / 2 ** 20;
    },
    close() {
      insert.finalize();
      select.finalize();
      database.close();
    },
  };
}

/** minisearch as it comes (BM25+, any word may match), with our own stems lent to it: it has no stemmer. */
function createMiniSearch(): Peer {
  const index = new MiniSearch<{ id: number; text: string }>({
    fields: ['text'],
    processTerm: (term) => stem(term.toLowerCase()),
  });
  return {
    name: 'minisearch + our stems',
    add: (id, text) => index.add({ id, text }),
    finish: () => undefined,
    rank: (text, top) =>
      index
        .search(text)
        .slice(0, top)
        .map((found) => found.id as number),
    outsideMegabytes: () => 0,
    close: () => index.removeAll(),
  };
}

/** BM25 over lower-case words, in JavaScript. */
function createPlain(): Peer {
  const index = createPlainIndex();
  return {
    name: 'plain BM25',
    add: (id, text) => index.set(String(id), text),
    finish: () => undefined,
    rank: (text, top) => index.rank(text, top).map(Number),
    outsideMegabytes: () => 0,
    close: () => undefined,
  };
}

/** By name, so that each can be made when it is its turn. */
export const PEERS: readonly (() => Peer)[] = [createFts5, createMiniSearch, createPlain];
