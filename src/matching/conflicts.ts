// What speaks against two texts being one claim although they read alike: "gempa M 7,2 di Cianjur" and "gempa
// M 9,7 di Jepang". Messages made from one template differ exactly where it matters.
import type { Message } from './message.js';
import { isPlaceWord, placesIn } from './places.js';
import { stem } from './stemming.js';
import { isStopWord } from './stop-words.js';
import { editDistance } from './vocabulary.js';

export type ConflictKind = 'number' | 'date' | 'place' | 'bank' | 'disease' | 'negation' | 'name';

export interface Conflict {
  kind: ConflictKind;
  /** The stem, number or place in the report, and the one that stands for it in the claim. */
  report: string;
  claim: string;
}

/** Names of one kind by their stems; spellings of the same one share its first. */
function namesOf(names: string): ReadonlyMap<string, string> {
  return new Map(
    names.split(' ').flatMap((spellings) => {
      const [name = '', ...others] = spellings.split('=');
      return [name, ...others].map((spelling) => [stem(spelling), stem(name)] as const);
    }),
  );
}

/** Those that scam messages pretend to come from. */
const BANKS = namesOf(
  'bri bni bca btn bsi mandiri bjb bjbs jatim jateng nagari danamon cimb permata mega panin maybank ocbc jago seabank ' +
    'dana ovo gopay shopeepay linkaja pegadaian bpjs pertamina pln telkomsel indosat axis tokopedia shopee lazada bukalapak',
);
const DISEASES = namesOf(
  'covid=covid19=corona=korona=coronavirus=ncov kanker=cancer=tumor stroke diabetes=diabetik hiv=aids tbc=tb=tuberkulosis ' +
    'malaria polio ebola mpox=monkeypox campak=measles=rubella difteri hepatitis rabies kolera=cholera dbd=dengue flu=influenza=h1n1 ' +
    'zika asma=asthma autis=autisme=autism leukemia epilepsi asam=gout maag jantung=cardiac ginjal=kidney lupus cacar pneumonia',
);
const MONTHS: ReadonlyMap<string, string> = new Map(
  'januari=january februari=february maret=march april mei juni=june juli=july agustus=august september oktober=october november desember=december'
    .split(' ')
    .flatMap((spellings) =>
      spellings.split('=').map((name) => [stem(name), spellings.split('=')[0] ?? name]),
    ),
);

/** What of a text may contradict: without the date that it closes with. */
export interface Contradictable {
  /** Telling stems in reading order. */
  stems: readonly string[];
  /** All numbers in one writing, also single digits. */
  numbers: readonly string[];
  /** The same and the numbers that it writes as words ("tiga"). */
  counts: readonly string[];
  words: readonly string[];
  /** Stems that it denies ("tidak ditanggung"), with how it says so. */
  denied: ReadonlyMap<string, string>;
}

/** Words for numbers, which are told apart like digits. */
const NUMBER_WORDS: ReadonlyMap<string, string> = new Map(
  'nol=zero satu=one dua=two tiga=three empat=four lima=five enam=six tujuh=seven delapan=eight sembilan=nine sepuluh=ten sebelas=eleven'
    .split(' ')
    .flatMap((names, value) => names.split('=').map((name) => [name, String(value)] as const)),
);
const DENIALS: ReadonlySet<string> = new Set(
  'tidak bukan belum tanpa bukanlah tidaklah not no never dont doesnt didnt isnt arent wasnt werent cannot cant wont without'.split(
    ' ',
  ),
);
/** So many words after a denial are looked at for what it denies: "tidak pernah lagi memblokir". */
const DENIAL_REACH = 3;

function deniedIn(words: readonly string[]): Map<string, string> {
  const denied = new Map<string, string>();
  words.forEach((word, at) => {
    if (!DENIALS.has(word)) return;
    const after = words.slice(at + 1, at + 1 + DENIAL_REACH);
    const found = after.find((next) => !isStopWord(next) && !DENIALS.has(next));
    if (found !== undefined) denied.set(stem(found), `${word} ${found}`);
  });
  return denied;
}

/** What of a text may contradict, from its telling stems and its spelled-out words, without the date it closes with. */
export function contradictable(stems: readonly string[], words: readonly string[]): Contradictable {
  const numbers: string[] = [];
  const counts: string[] = [];
  for (const word of words) {
    if (startsWithDigit(word)) numbers.push(word);
    const count = startsWithDigit(word) ? word : NUMBER_WORDS.get(word);
    if (count !== undefined) counts.push(count);
  }
  return { stems, words, numbers, counts, denied: deniedIn(words) };
}

function startsWithDigit(word: string): boolean {
  const code = word.charCodeAt(0);
  return code >= 0x30 && code <= 0x39;
}

/** What of a message may contradict. */
export function readContradictable({ words, stems, closing }: Message): Contradictable {
  return contradictable(
    stems.slice(0, stems.length - closing.stems),
    words.slice(0, words.length - closing.words).map(({ plain }) => plain),
  );
}

const NUMBER = /^\d+(?:\.\d+)?$/u;
const YEAR = /^(?:19|20)\d\d$/u;
const LARGE = 1000;

function numbersByClass(written: readonly string[]): Map<string, Set<string>> {
  const classes = new Map<string, Set<string>>();
  for (const number of written) {
    if (!NUMBER.test(number)) continue;
    // Codes and telephone numbers are names rather than amounts.
    if (number.length > 9 && number.startsWith('0')) continue;
    const kind = YEAR.test(number)
      ? 'year'
      : Number(number) >= LARGE
        ? 'large'
        : number.includes('.')
          ? 'fraction'
          : 'small';
    const numbers = classes.get(kind) ?? new Set();
    numbers.add(number);
    classes.set(kind, numbers);
  }
  return classes;
}

/** The first of each side when both say something of a kind and nothing of it is the same. */
function disjoint(report: ReadonlySet<string>, claim: ReadonlySet<string>): [string, string] | undefined {
  const [ours] = report;
  const [theirs] = claim;
  if (ours === undefined || theirs === undefined) return undefined;
  for (const one of report) if (claim.has(one)) return undefined;
  return [ours, theirs];
}

function numberConflicts(report: readonly string[], claim: readonly string[]): Conflict[] {
  const theirs = numbersByClass(claim);
  return [...numbersByClass(report)].flatMap(([kind, numbers]) => {
    const pair = disjoint(numbers, theirs.get(kind) ?? new Set());
    if (pair === undefined) return [];
    return [
      { kind: kind === 'year' ? ('date' as const) : ('number' as const), report: pair[0], claim: pair[1] },
    ];
  });
}

function placeConflicts(report: readonly string[], claim: readonly string[]): Conflict[] {
  const ours = placesIn(report);
  const theirs = placesIn(claim);
  return (['country', 'province', 'town'] as const).flatMap((kind) => {
    const named = (places: typeof ours): Set<string> =>
      new Set(places.filter((place) => place.kind === kind).map((place) => place.name));
    const pair = disjoint(named(ours), named(theirs));
    return pair === undefined ? [] : [{ kind: 'place' as const, report: pair[0], claim: pair[1] }];
  });
}

/** One of a closed kind on either side, and none of them on both. */
function namedConflicts(
  kind: 'bank' | 'disease' | 'date',
  names: ReadonlyMap<string, string>,
  report: readonly string[],
  claim: readonly string[],
): Conflict[] {
  const named = (stems: readonly string[]): Map<string, string> =>
    new Map(
      stems.flatMap((one) => {
        const name = names.get(one);
        return name === undefined ? [] : [[name, one] as const];
      }),
    );
  const ours = named(report);
  const theirs = named(claim);
  const pair = disjoint(new Set(ours.keys()), new Set(theirs.keys()));
  if (pair === undefined) return [];
  return [{ kind, report: ours.get(pair[0]) ?? pair[0], claim: theirs.get(pair[1]) ?? pair[1] }];
}

function alike(left: string, right: string): boolean {
  return (
    left.startsWith(right) ||
    right.startsWith(left) ||
    editDistance(left, right, 2) <= Math.min(2, left.length / 3)
  );
}

/** Whether two words are one thing in the lists above. */
function isOneThing(ours: string, theirs: string): boolean {
  return [BANKS, DISEASES, MONTHS].some((names) => {
    const name = names.get(ours);
    return name !== undefined && name === names.get(theirs);
  });
}

/** What one denies and the other says: the opposite verdict may belong to it. */
function denialConflicts(report: Contradictable, claim: Contradictable): Conflict[] {
  return [
    ...deniedBy(report, claim).map(([ours, theirs]) => ({
      kind: 'negation' as const,
      report: ours,
      claim: theirs,
    })),
    ...deniedBy(claim, report).map(([theirs, ours]) => ({
      kind: 'negation' as const,
      report: ours,
      claim: theirs,
    })),
  ];
}

/** What one text denies and how the other says it. */
function deniedBy(one: Contradictable, other: Contradictable): [denied: string, said: string][] {
  return [...one.denied].flatMap(([stemmed, denied]) => {
    if (other.denied.has(stemmed) || !other.stems.includes(stemmed)) return [];
    const said = other.words.find((word) => stem(word) === stemmed) ?? stemmed;
    return [[denied, said] as [string, string]];
  });
}

/**
 * Words in each other's place: the same neighbours on both sides, or the edge of the text, and neither word is in the
 * other text. Who tells the same in other words changes the neighbours, too; who passes a message on under another name
 * changes the name alone.
 */
function nameConflicts({ stems: report }: Contradictable, { stems: claim }: Contradictable): Conflict[] {
  const inReport = new Set(report);
  const inClaim = new Set(claim);
  const slotOf = (stems: readonly string[], at: number): string =>
    `${stems[at - 1] ?? '^'} ${stems[at + 1] ?? '$'}`;
  const ours = new Map<string, string>();
  report.forEach((word, at) => {
    if (!inClaim.has(word)) ours.set(slotOf(report, at), word);
  });
  return claim.flatMap((word, at) => {
    const other = inReport.has(word) ? undefined : ours.get(slotOf(claim, at));
    if (other === undefined || isOneThing(other, word) || alike(other, word)) return [];
    // Two places are judged as places: one may lie in the other.
    if (isPlaceWord(other) && isPlaceWord(word)) return [];
    const numbers = [other, word].filter((one) => NUMBER.test(one)).length;
    if (numbers === 1) return [];
    return [{ kind: numbers === 2 ? ('number' as const) : ('name' as const), report: other, claim: word }];
  });
}

/** Everything that contradicts, each once. */
export function findConflicts(report: Contradictable, claim: Contradictable): Conflict[] {
  const found = [
    ...numberConflicts(report.numbers, claim.numbers),
    ...numberConflicts(report.counts, claim.counts),
    ...namedConflicts('date', MONTHS, report.stems, claim.stems),
    ...placeConflicts(report.stems, claim.stems),
    ...namedConflicts('bank', BANKS, report.stems, claim.stems),
    ...namedConflicts('disease', DISEASES, report.stems, claim.stems),
    ...denialConflicts(report, claim),
    ...nameConflicts(report, claim),
  ];
  return [
    ...new Map(found.toReversed().map((one) => [`${one.report}\n${one.claim}`, one])).values(),
  ].reverse();
}
