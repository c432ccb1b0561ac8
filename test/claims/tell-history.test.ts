import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { Types } from 'mongoose';
import { claimActions, claimStatuses, type ClaimActivity } from '../../src/claims/claim.model.js';
import { tellHistory } from '../../src/claims/tell-history.js';
import { spanOf, tellAgo, tellSpan } from '../../src/claims/tell-time.js';
import { whyOf } from '../../src/claims/why.js';
import { languages, loadLanguages } from '../../src/web/languages.js';

const all = loadLanguages(fileURLToPath(new URL('../../views/languages', import.meta.url)));
const t = all.translator('id');
const at = new Date('2026-03-02T03:00:00Z');
const later = (minutes: number) => new Date(at.getTime() + minutes * 60_000);

describe('claims: in words', () => {
  it('every action has its sentences in every language', () => {
    const _id = new Types.ObjectId();
    const by = { person: new Types.ObjectId(), name: 'Ratna Contoh' };
    const details: Record<string, string>[] = [
      {},
      { statement: 'Dulu', topic: 'health', reason: 'spam', reports: 'a b', to: String(_id), title: 'Judul' },
      { to: 'lain', from: String(_id), for: 'Budi', into: 'lain', topic: 'health' },
    ];
    for (const language of languages) {
      const translate = all.translator(language);
      for (const action of claimActions) {
        expect(all.has(language, `desk.raced.${action}`), `desk.raced.${action}`).to.equal(true);
        for (const detail of details) {
          const activity: ClaimActivity[] = [{ at, by, action, detail }];
          const [step] = tellHistory({ _id, activity }, translate);
          expect(step?.text, `${language} ${action}`).to.match(/^[A-Z\d]/);
        }
      }
      for (const status of claimStatuses) {
        expect(all.has(language, `desk.wrongState.${status}`)).to.equal(true);
      }
    }
  });

  it('the newest step comes first, and Saring itself is named where nobody acted', () => {
    const by = { person: new Types.ObjectId(), name: 'Ratna Contoh' };
    const activity: ClaimActivity[] = [
      { at, action: 'opened' },
      { at: later(1), action: 'set-aside', by, detail: { reason: 'spam', note: 'Iklan' } },
    ];
    const told = tellHistory({ _id: new Types.ObjectId(), activity }, t);
    expect(told.map(({ by: name, text, detail }) => [name, text, detail])).to.deep.equal([
      ['Ratna Contoh', 'Klaim disisihkan: Spam', 'Iklan'],
      ['Saring', 'Klaim dibuka dari laporan pertama', undefined],
    ]);
  });

  it('time is told in its largest whole unit', () => {
    const cases: [number, string, number][] = [
      [-5, 'minutes', 0],
      [0.9, 'minutes', 0],
      [59, 'minutes', 59],
      [60, 'hours', 1],
      [47 * 60 + 59, 'hours', 47],
      [48 * 60, 'days', 2],
      [9 * 24 * 60, 'days', 9],
    ];
    for (const [minutes, unit, count] of cases) {
      expect(spanOf(at, later(minutes)), `${minutes} minutes`).to.deep.equal({ unit, count });
    }
    expect(tellAgo(at, later(0.5), t)).to.equal('baru saja');
    expect(tellAgo(at, later(2), t)).to.equal('2 menit lalu');
    expect(tellSpan(at, later(9 * 60), t)).to.equal('9 jam');
  });

  it('a place in the queue has its reasons', () => {
    const claim = {
      status: 'open' as const,
      topic: 'health' as const,
      regions: ['ID-JT'],
      reportCount: 31,
      reportsLastDay: 31,
      reportsRecently: 31,
      firstReportedAt: at,
      lastReportedAt: later(8 * 60),
    };
    expect(whyOf(claim, later(9 * 60), t)).to.deep.equal([
      '31 laporan dalam 6 jam',
      'kesehatan',
      'belum disentuh 9 jam',
    ]);
    expect(whyOf({ ...claim, reportCount: 40 }, later(9 * 60), t).slice(0, 2)).to.deep.equal([
      '40 laporan',
      '31 dalam 6 jam terakhir',
    ]);
    expect(whyOf({ ...claim, reportsRecently: 0, reportCount: 40 }, later(9 * 60), t)[1]).to.equal(
      '31 dalam 24 jam terakhir',
    );
    expect(whyOf(claim, later(56 * 60), t)[1]).to.equal('tidak ada laporan baru 2 hari');
    const by = { person: new Types.ObjectId(), name: 'Ratna' };
    const marked = {
      ...claim,
      topic: 'other' as const,
      regions: ['ID-JT', 'ID-JB', 'ID-BT', 'ID-JK'],
      harm: { level: 'severe' as const, by, at },
      touchedAt: later(6 * 60),
    };
    expect(whyOf(marked, later(9 * 60), t).slice(1)).to.deep.equal([
      'di 4 provinsi',
      'bahaya berat',
      'didiamkan 3 jam',
    ]);
    const assignee = { ...by, at: later(60) };
    expect(whyOf({ ...claim, status: 'checking', assignee }, later(4 * 60), t)[2]).to.equal(
      'dikerjakan Ratna sejak 3 jam lalu',
    );
    const taken = whyOf({ ...claim, status: 'checking', assignee }, assignee.at, t);
    expect(taken.at(-1)).to.equal('baru saja diambil Ratna');
    const back = {
      ...claim,
      status: 'answered' as const,
      answeredAt: at,
      resurfaced: { reports: 7, at: later(50 * 60) },
    };
    expect(whyOf(back, later(72 * 60), t)[0]).to.equal(
      'muncul lagi: 7 laporan, padahal sudah dijawab 3 hari lalu',
    );
  });
});
