// What speaks against two texts being one claim although they read alike: "gempa M 7,2 di Cianjur" and "gempa
// M 9,7 di Jepang". Messages made from one template differ exactly where it matters.
import type { Message } from './message.js';
import { isPlaceWord, placesIn } from './places.js';
import { isIndonesianRoot, stem } from './stemming.js';
import { editDistance } from './vocabulary.js';

export type ConflictKind = 'number' | 'date' | 'place' | 'bank' | 'disease' | 'name';

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
  /** Stems of the words that it writes small, where that is known: hardly names. */
  small?: ReadonlySet<string>;
}

/** What of a message may contradict. */
export function readContradictable({ words, stems, closing }: Message): Contradictable {
  const numbers = words.slice(0, words.length - closing.words).filter(({ kind }) => kind === 'number');
  return {
    stems: stems.slice(0, stems.length - closing.stems),
    numbers: numbers.map(({ plain }) => plain),
    small: new Set(words.filter(({ surface }) => surface === surface.toLowerCase()).map((word) => word.stem)),
  };
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

/** Two numbers in each other's place count although the texts share others. */
function kindOf(ours: string, theirs: string): ConflictKind {
  return NUMBER.test(ours) && NUMBER.test(theirs) ? 'number' : 'name';
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

/**
 * Words that stand in each other's place: same neighbour, different word, and neither is in the other text. Two words
 * of the dictionary, written small, are a way of telling ("dibagikan", "diberikan").
 */
function nameConflicts(
  { stems: report, small }: Contradictable,
  { stems: claim }: Contradictable,
): Conflict[] {
  const inReport = new Set(report);
  const inClaim = new Set(claim);
  const bySlot = new Map<string, string[]>();
  const put = (slot: string, word: string): void => {
    const words = bySlot.get(slot);
    if (words === undefined) bySlot.set(slot, [word]);
    else words.push(word);
  };
  report.forEach((word, at) => {
    if (inClaim.has(word)) return;
    const before = report[at - 1];
    const after = report[at + 1];
    if (before !== undefined && inClaim.has(before)) put(`${before} _`, word);
    if (after !== undefined && inClaim.has(after)) put(`_ ${after}`, word);
  });
  const found = new Map<string, Conflict>();
  claim.forEach((word, at) => {
    if (inReport.has(word)) return;
    for (const slot of [`${claim[at - 1]} _`, `_ ${claim[at + 1]}`]) {
      for (const ours of bySlot.get(slot) ?? []) {
        // Two places are judged as places: one may lie in the other.
        const told =
          (small?.has(ours) === true && isIndonesianRoot(ours) && isIndonesianRoot(word)) ||
          isOneThing(ours, word);
        const incomparable = NUMBER.test(ours) !== NUMBER.test(word);
        if (!told && !incomparable && !alike(ours, word) && !(isPlaceWord(ours) && isPlaceWord(word)))
          found.set(word, { kind: kindOf(ours, word), report: ours, claim: word });
      }
    }
  });
  return [...found.values()];
}

/** Everything that contradicts, each once. */
export function findConflicts(report: Contradictable, claim: Contradictable): Conflict[] {
  const found = [
    ...numberConflicts(report.numbers, claim.numbers),
    ...namedConflicts('date', MONTHS, report.stems, claim.stems),
    ...placeConflicts(report.stems, claim.stems),
    ...namedConflicts('bank', BANKS, report.stems, claim.stems),
    ...namedConflicts('disease', DISEASES, report.stems, claim.stems),
    ...nameConflicts(report, claim),
  ];
  return [
    ...new Map(found.toReversed().map((one) => [`${one.report}\n${one.claim}`, one])).values(),
  ].reverse();
}
