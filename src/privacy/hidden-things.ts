import type { Report } from '../reports/report.model.js';
import type { Translate } from '../web/languages.js';
import { findPrivate } from './find-private.js';
import { tellMasked } from './mask-for.js';
import type { PrivateKind } from './private-thing.js';

/** The parts of a report in which its reporter, or whoever wrote the message, may have left something private. */
export const privatePlaces = ['text', 'doubt', 'urls'] as const;
export type PrivatePlace = (typeof privatePlaces)[number];

type Parts = Pick<Report, 'text' | 'doubt' | 'urls'>;

interface Hidden {
  place: PrivatePlace;
  /** Which one of that place it is, from 1. */
  number: number;
  kind: PrivateKind;
  /** As it is written. */
  written: string;
  /** Its digits, or the address. */
  value: string;
}

/** Something that is masked in a report, as staff are told of it: enough to ask for it. */
export interface HiddenThing {
  place: PrivatePlace;
  number: number;
  kind: PrivateKind;
  /** What stands in its place: "[nomor telepon …90]". */
  label: string;
}

/** Everything private in a report, in reading order. What stands there twice is numbered once. */
export function privateIn(report: Parts): Hidden[] {
  return privatePlaces.flatMap((place) => {
    const text = textOf(report, place);
    const distinct = new Map<string, Omit<Hidden, 'number'>>();
    for (const { kind, value, start, end } of findPrivate(text)) {
      const key = `${kind} ${value}`;
      if (!distinct.has(key)) distinct.set(key, { place, kind, value, written: text.slice(start, end) });
    }
    return [...distinct.values()].map((hidden, at) => ({ ...hidden, number: at + 1 }));
  });
}

/** The same without what it is. */
export function hiddenThings(report: Parts, t: Translate): HiddenThing[] {
  return privateIn(report).map(({ place, number, kind, value }) => ({
    place,
    number,
    kind,
    label: tellMasked({ kind, value }, t),
  }));
}

function textOf(report: Parts, place: PrivatePlace): string {
  return place === 'urls' ? report.urls.join('\n') : (report[place] ?? '');
}
