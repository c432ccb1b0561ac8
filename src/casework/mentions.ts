import type { Types } from 'mongoose';
import { Schema } from 'mongoose';

/** A colleague whom a text speaks to: "@Ratna". */
export interface Mention {
  person: Types.ObjectId;
  name: string;
  /** How the text says it, without the @: a whole name or its first word. */
  written: string;
}

export const mentionSchema = new Schema<Mention>(
  {
    person: { type: Schema.Types.ObjectId, required: true },
    name: { type: String, required: true },
    written: { type: String, required: true },
  },
  { _id: false },
);

/** Whom a text may speak to. */
export interface Mentionable {
  id: Types.ObjectId;
  name: string;
}

/** A stretch of a text; with `person`, the id of the colleague whom it names. */
export interface Run {
  text: string;
  person?: string;
}

const wordCharacter = /[\p{L}\p{N}_]/u;

/**
 * Finds the colleagues whom a text speaks to, each once, in the text's order: `@` and their whole name, or its first
 * word where only one colleague is called that. A name that several bear names nobody: better no letter than one to
 * the wrong person. Capitals do not matter; `@` within a word (an e-mail address) is none.
 */
export function mentionsIn(text: string, people: readonly Mentionable[]): Mention[] {
  const found: Mention[] = [];
  const callable = callNames(people);
  for (const { index } of text.matchAll(/@/gu)) {
    if (index > 0 && wordCharacter.test(text.charAt(index - 1))) continue;
    const rest = text.slice(index + 1);
    const called = callable.find(({ call }) => startsWithName(rest, call));
    if (!called || found.some(({ person }) => person.equals(called.person.id))) continue;
    const { id, name } = called.person;
    found.push({ person: id, name, written: rest.slice(0, called.call.length) });
  }
  return found;
}

/** The text in stretches, those that name somebody apart. */
export function runsOf(text: string, mentions: readonly Mention[]): Run[] {
  const byLength = mentions.toSorted((left, right) => right.written.length - left.written.length);
  const runs: Run[] = [];
  let from = 0;
  for (const { index } of text.matchAll(/@/gu)) {
    if (index < from || (index > 0 && wordCharacter.test(text.charAt(index - 1)))) continue;
    const mention = byLength.find(({ written }) => startsWithName(text.slice(index + 1), written));
    if (!mention) continue;
    if (index > from) runs.push({ text: text.slice(from, index) });
    from = index + 1 + mention.written.length;
    runs.push({ text: text.slice(index, from), person: String(mention.person) });
  }
  if (from < text.length) runs.push({ text: text.slice(from) });
  return runs;
}

/** What each may be called by, the longest first: "Ratna Dewi" before "Ratna". */
function callNames(people: readonly Mentionable[]): { call: string; person: Mentionable }[] {
  const calls = people.flatMap((person) => {
    const [first = ''] = person.name.split(/\s+/u);
    return [...new Set([person.name, first])].map((call) => ({ call, person }));
  });
  const bearers = new Map<string, Set<string>>();
  for (const { call, person } of calls) {
    const key = call.toLowerCase();
    bearers.set(key, (bearers.get(key) ?? new Set()).add(String(person.id)));
  }
  return calls
    .filter(({ call }) => call !== '' && bearers.get(call.toLowerCase())?.size === 1)
    .sort((left, right) => right.call.length - left.call.length);
}

function startsWithName(text: string, name: string): boolean {
  return (
    text.slice(0, name.length).toLowerCase() === name.toLowerCase() &&
    !wordCharacter.test(text.charAt(name.length))
  );
}
