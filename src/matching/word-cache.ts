const ASCII = /^[\0-\x7F]*$/u;
/** From this length on V8 makes a slice of a string a view of the whole. */
const SHORTEST_VIEW = 13;
const GENERATION = 50_000;

/** The same word as a string of its own: a view would keep its whole message in memory for as long as the word is known. */
function detach(word: string): string {
  if (word.length < SHORTEST_VIEW) return word;
  const encoding = ASCII.test(word) ? 'latin1' : 'utf16le';
  return Buffer.from(word, encoding).toString(encoding);
}

/**
 * Remembers what `find` gives for a word, since words repeat: the latest 50,000 different words, and those of the 50,000
 * before them that were asked for. `find` must depend on the word alone, and its value must not be changed.
 */
export function createWordCache<Value>(find: (word: string) => Value): (word: string) => Value {
  let recent = new Map<string, Value>();
  let older = new Map<string, Value>();
  return (word) => {
    const known = recent.get(word);
    if (known !== undefined) return known;
    const own = detach(word);
    const found = older.get(own) ?? find(own);
    if (recent.size >= GENERATION) {
      older = recent;
      recent = new Map();
    }
    recent.set(own, found);
    return found;
  };
}
