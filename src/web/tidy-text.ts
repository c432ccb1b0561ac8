// All control characters but tab and line feed, lone surrogates, noncharacters that only programs send, and the marks
// that turn the direction of what follows: with them a text on the desk would not read as it was written.
const unwanted = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/gu;

/** A text as it is kept: one kind of line end, composed characters, nothing that cannot be shown. */
export function tidyText(text: string): string {
  return text
    .replaceAll(/\r\n?/gu, '\n')
    .replaceAll(unwanted, (character) => (character === '\n' || character === '\t' ? character : ''))
    .normalize('NFC')
    .trim();
}

/** The same for what stands on one line. */
export function tidyLine(text: string): string {
  return tidyText(text).replaceAll(/\s+/gu, ' ');
}
