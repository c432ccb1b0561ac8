import { expect } from 'chai';
import { Types } from 'mongoose';
import { clarificationActions, nextStatus } from '../../src/clarifications/clarification-status.js';
import { clarificationStatuses } from '../../src/clarifications/clarification.model.js';
import {
  canCorrect,
  canEdit,
  canPublish,
  canRetract,
  canReview,
  canSubmit,
} from '../../src/clarifications/permissions.js';

/** What each action makes of each state; `-` where it cannot be done. */
const table = {
  //            edit         submit       return   publish      correct      retract
  draft: ['draft', 'in-review', '-', '-', '-', '-'],
  'in-review': ['in-review', '-', 'draft', 'published', '-', '-'],
  published: ['-', '-', '-', '-', 'published', 'retracted'],
  retracted: ['-', '-', '-', '-', '-', '-'],
} as const;

describe('states of a clarification', () => {
  for (const status of clarificationStatuses) {
    clarificationActions.forEach((action, at) => {
      const expected = table[status][at] === '-' ? undefined : table[status][at];
      it(`${action} on ${status}: ${expected ?? 'no'}`, () => {
        expect(nextStatus(status, action)).to.equal(expected);
      });
    });
  }
});

describe('who may do what to a clarification', () => {
  const own = new Types.ObjectId();
  const people = {
    author: { id: own, role: 'verifier' },
    'another verifier': { id: new Types.ObjectId(), role: 'verifier' },
    'the author, an editor': { id: own, role: 'editor' },
    'another editor': { id: new Types.ObjectId(), role: 'editor' },
    admin: { id: new Types.ObjectId(), role: 'admin' },
  } as const;
  const strict = { allowSelfPublish: false };

  /** e edit · s submit · r return · p publish · c correct · x retract */
  const rights: Record<keyof typeof people, Record<(typeof clarificationStatuses)[number], string>> = {
    author: { draft: 'es', 'in-review': '', published: '', retracted: '' },
    'another verifier': { draft: '', 'in-review': '', published: '', retracted: '' },
    'the author, an editor': { draft: 'es', 'in-review': 'er', published: 'cx', retracted: '' },
    'another editor': { draft: 'es', 'in-review': 'erp', published: 'cx', retracted: '' },
    admin: { draft: 'es', 'in-review': 'erp', published: 'cx', retracted: '' },
  };

  for (const [who, person] of Object.entries(people)) {
    for (const status of clarificationStatuses) {
      const expected = rights[who as keyof typeof people][status];
      it(`${who}, ${status}: ${expected || 'nothing'}`, () => {
        const article = { status, author: { person: own, name: 'Wulan' }, activity: [] };
        const found = [
          canEdit(person, article) && 'e',
          canSubmit(person, article) && 's',
          canReview(person, article) && 'r',
          canPublish(person, article, strict) && 'p',
          canCorrect(person, article) && 'c',
          canRetract(person, article) && 'x',
        ];
        expect(found.filter(Boolean).join('')).to.equal(expected);
      });
    }
  }

  it('lets an editor publish their own only when the settings allow it', () => {
    const article = { status: 'in-review' as const, author: { person: own, name: 'Wulan' }, activity: [] };
    const relaxed = { allowSelfPublish: true };
    expect(canPublish(people['the author, an editor'], article, relaxed)).to.equal(true);
    expect(canPublish(people.author, article, relaxed)).to.equal(false);
  });

  it('lets nobody publish words of theirs that no one else has seen', () => {
    const editor = people['another editor'];
    const step = (action: 'edited' | 'submitted', who: { id: Types.ObjectId }) => ({
      action,
      at: new Date(),
      by: { person: who.id, name: 'Eka' },
    });
    const may = (...activity: ReturnType<typeof step>[]) =>
      canPublish(editor, { status: 'in-review', author: { person: own, name: 'Wulan' }, activity }, strict);
    expect(may(step('submitted', people.author)), 'only read').to.equal(true);
    expect(may(step('submitted', editor)), 'only handed in').to.equal(true);
    expect(may(step('edited', people.author), step('submitted', editor)), 'edited by the author').to.equal(
      true,
    );
    expect(may(step('edited', editor), step('submitted', editor)), 'rewritten').to.equal(false);
    expect(may(step('submitted', people.author), step('edited', editor)), 'mended in review').to.equal(false);
    expect(may(step('edited', editor), step('submitted', people.author)), 'seen by the author').to.equal(
      true,
    );
  });
});
