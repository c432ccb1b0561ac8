// natural ships types for its root alone, and its root loads redis, pg and a second of start-up: only these
// deep paths are used.

declare module 'natural/lib/natural/stemmers/indonesian/stemmer_id.js' {
  const stemmer: {
    /** The root of one lower-case Indonesian word, or the word itself when no dictionary root is found. */
    stem(word: string): string;
    /** Every root that the stemmer knows. */
    dictionary: string[];
  };
  export = stemmer;
}

declare module 'natural/lib/natural/stemmers/indonesian/prefix_rules.js' {
  namespace prefixRules {
    /** What is left of a word; `removal` is undefined where the rule does not apply. */
    type PrefixRule = (word: string) => { removal: unknown; currentWord: string };
    /** The list that the stemmer reads, in the order in which it tries them. */
    const rules: PrefixRule[];
  }
  export = prefixRules;
}

declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  const stemmer: {
    /** Porter's stem of one lower-case English word. */
    stem(word: string): string;
  };
  export = stemmer;
}

declare module 'natural/lib/natural/util/stopwords_id.js' {
  const list: { words: string[] };
  export = list;
}

declare module 'natural/lib/natural/util/stopwords.js' {
  const list: { words: string[] };
  export = list;
}
