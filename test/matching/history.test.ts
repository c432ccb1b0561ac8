import { expect } from 'chai';
import * as fc from 'fast-check';
import { createMatcher, type Matcher } from '../../src/matching/matcher.js';
import { anyText } from './any-text.js';

/** What the matcher should hold: claims in the order in which they came. */
type Model = Map<string, readonly string[]>;
type Command = fc.Command<Model, Matcher>;

function setClaim(id: string, texts: readonly string[]): Command {
  return {
    check: () => true,
    run(model, matcher) {
      model.set(id, texts);
      matcher.set({ id, texts });
    },
    toString: () => `set ${id} ${JSON.stringify(texts)}`,
  };
}

function removeClaim(id: string): Command {
  return {
    check: () => true,
    run(model, matcher) {
      model.delete(id);
      matcher.remove(id);
    },
    toString: () => `remove ${id}`,
  };
}

/** What merging two claims does to the matcher: one has the texts of both, and the other goes. */
function mergeClaims(from: string, into: string): Command {
  return {
    check: (model) => from !== into && model.has(from) && model.has(into),
    run(model, matcher) {
      const texts = [...(model.get(into) ?? []), ...(model.get(from) ?? [])];
      model.set(into, texts);
      model.delete(from);
      matcher.set({ id: into, texts });
      matcher.remove(from);
    },
    toString: () => `merge ${from} into ${into}`,
  };
}

function compare(report: string): Command {
  return {
    check: () => true,
    run(model, matcher) {
      const fresh = createMatcher();
      for (const [id, texts] of model) fresh.set({ id, texts });
      expect(matcher.size).to.equal(model.size);
      expect(matcher.rank(report, 50)).to.deep.equal(fresh.rank(report, 50));
      expect(matcher.decide(report)).to.deep.equal(fresh.decide(report));
    },
    toString: () => `compare for ${JSON.stringify(report)}`,
  };
}

describe('claims set, removed and merged in any order', () => {
  it('rank and decide as if they had just been read', () => {
    const id = fc.nat(6).map(String);
    const commands = fc.commands(
      [
        fc.tuple(id, fc.array(anyText, { maxLength: 3 })).map(([one, texts]) => setClaim(one, texts)),
        id.map((one) => removeClaim(one)),
        fc.tuple(id, id).map(([from, into]) => mergeClaims(from, into)),
        anyText.map((report) => compare(report)),
      ],
      { maxCommands: 40 },
    );
    fc.assert(
      fc.property(commands, (chosen) => {
        fc.modelRun(() => ({ model: new Map<string, readonly string[]>(), real: createMatcher() }), chosen);
      }),
    );
  });
});
