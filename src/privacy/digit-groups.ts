/** Digits that stand together. */
export interface Group {
  start: number;
  end: number;
  digits: string;
}

/** The groups of digits in a piece of a plain text that begins at an offset. */
export function readGroups(piece: string, offset: number): Group[] {
  const groups: Group[] = [];
  let start = -1;
  for (let at = 0; at <= piece.length; at += 1) {
    const code = piece.charCodeAt(at);
    const isDigit = code >= 48 && code <= 57;
    if (isDigit && start < 0) start = at;
    if (!isDigit && start >= 0) {
      groups.push({ start: start + offset, end: at + offset, digits: piece.slice(start, at) });
      start = -1;
    }
  }
  return groups;
}

/** Which places of a text are known already. */
export interface Taken {
  has: (offset: number) => boolean;
  add: (span: { start: number; end: number }) => void;
}

/** @param length of the text. */
export function takenIn(length: number): Taken {
  const places = new Uint8Array(length);
  return {
    has: (offset) => places[offset] === 1,
    add: ({ start, end }) => {
      places.fill(1, start, end);
    },
  };
}
