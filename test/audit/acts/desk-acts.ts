import { Types } from 'mongoose';
import { initialPriority } from '../../../src/claims/priority-setting.js';
import { typedPriority } from '../../../src/claims/queue/priority-form.js';
import { noteClaim } from '../../../src/claims/note-claim.js';
import { blockSource } from '../../../src/blocks/block-source.js';
import { anAgency } from '../../helpers/agencies.js';
import { aClaim } from '../../helpers/claims.js';
import { messages, submitReport } from '../../helpers/reports.js';
import { send, type Act, type Desk } from './act.js';

const hidden = { place: 'text', number: '1', reason: 'Menelepon pelapor atas permintaannya' };
const personal = { text: 'Hubungi saya di 0812-3456-7890 tentang bendungan Karangsari yang katanya jebol' };

async function chosenClaim({ saring }: Desk): Promise<string> {
  const { _id, version } = await aClaim(saring);
  return `${String(_id)}.${version}`;
}

async function aFilter({ saring, browser }: Desk, name: string): Promise<string> {
  await send(browser, '/meja/saringan', { name, topic: 'health' });
  const filter = await saring.context.models.SavedFilter.findOne({ name }).orFail().lean();
  return String(filter._id);
}

let senders = 0;
/** A report whose source is known, and no other one's. */
const aSourced = ({ saring }: Desk) =>
  submitReport(saring, { text: messages.voucher, sender: (senders += 1).toString(16).padStart(32, '0') });

async function aFailedNotice({ saring, admin }: Desk): Promise<string> {
  const { Notice } = saring.context.models;
  const now = saring.clock.now();
  const { _id } = await Notice.create({
    key: String(new Types.ObjectId()),
    kind: 'letter',
    letter: { person: admin.person._id, language: 'id', about: 'accountLocked', params: {} },
    status: 'failed',
    problem: 'gave-up',
    attempts: 3,
    nextAttemptAt: now,
    createdAt: now,
  });
  return String(_id);
}

const anAgencyForm = {
  name: 'Badan Contoh Baru',
  shortName: 'BCB',
  url: 'https://badan-baru.example/',
  topics: 'disaster',
  about: 'Menjawab tentang bendungan.',
};
const agencyAct = (path: string, line: string, fields: object = {}, first?: string): Act => ({
  line,
  async do(desk) {
    const { agency } = await anAgency(desk.saring);
    const at = `/meja/instansi/${String(agency._id)}`;
    const read = async () =>
      String((await desk.saring.context.models.Agency.findById(agency._id).orFail().lean()).version ?? 0);
    if (first) await send(desk.browser, `${at}/${first}`, { version: await read() });
    return send(desk.browser, `${at}${path}`, { version: await read(), ...fields });
  },
});

/** What is done on the desk, beside what two people can race for. */
export const deskActs: Readonly<Record<string, Act>> = {
  'post /meja/borongan': {
    line: 'claim.taken',
    do: async (desk) =>
      send(desk.browser, '/meja/borongan', { claims: await chosenClaim(desk), action: 'take' }),
  },
  'post /meja/borongan/:id/urungkan': {
    line: 'claim.undone',
    async do(desk) {
      const fields = { claims: await chosenClaim(desk), action: 'take' };
      const { headers } = await send(desk.browser, '/meja/borongan', fields);
      const done = /acted=([0-9a-f]{24})/.exec(headers['location'] ?? '')?.[1] ?? '';
      return send(desk.browser, `/meja/borongan/${done}/urungkan`);
    },
  },
  'post /meja/kembar/:id/urungkan': {
    line: 'twin.reconsidered',
    async do({ saring, browser }) {
      const [first, second] = [await aClaim(saring), await aClaim(saring)];
      const { _id } = await saring.context.models.Twin.create({
        first: first._id,
        second: second._id,
        score: 0.9,
        state: 'suggested',
        foundAt: saring.clock.now(),
      });
      const at = `/meja/kembar/${String(_id)}`;
      await send(browser, at, { decision: 'dismiss' });
      return send(browser, `${at}/urungkan`);
    },
  },
  'post /meja/klaim/:id/catatan/:number': {
    line: 'claim.note-edited',
    async do({ saring, admin, browser }) {
      const id = String((await aClaim(saring))._id);
      await noteClaim(saring.context, { id, by: admin.signedIn, text: 'Tanya dinas.' });
      return send(browser, `/meja/klaim/${id}/catatan/0`, { text: 'Tanya dinas air.', edits: '0' });
    },
  },
  'post /meja/saringan': {
    line: 'filter.saved',
    do: ({ browser }) => send(browser, '/meja/saringan', { name: 'Kesehatan', topic: 'health' }),
  },
  'post /meja/saringan/:id/ubah': {
    line: 'filter.changed',
    do: async (desk) =>
      send(desk.browser, `/meja/saringan/${await aFilter(desk, 'Lama')}/ubah`, {
        name: 'Baru',
        shared: 'yes',
      }),
  },
  'post /meja/saringan/:id/hapus': {
    line: 'filter.deleted',
    do: async (desk) => send(desk.browser, `/meja/saringan/${await aFilter(desk, 'Usang')}/hapus`),
  },
  'post /meja/laporan/:id/buka': {
    line: 'report.unmasked',
    async do({ saring, browser }) {
      const { _id } = await submitReport(saring, personal);
      return send(browser, `/meja/laporan/${String(_id)}/buka`, hidden);
    },
  },
  'post /api/v1/reports/:id/unmask': {
    line: 'report.unmasked',
    async do({ saring, admin }) {
      const { _id } = await submitReport(saring, personal);
      const asked = saring.request.post(`/api/v1/reports/${String(_id)}/unmask`);
      return asked.set('Authorization', `Bearer ${admin.token}`).send({ ...hidden, number: 1 });
    },
  },
  'post /meja/blokir': {
    line: 'block.made',
    async do(desk) {
      const { _id } = await aSourced(desk);
      const fields = { report: String(_id), category: 'spam', reason: 'iklan berulang', time: '1d' };
      return send(desk.browser, '/meja/blokir', fields);
    },
  },
  'post /meja/blokir/:id/buka': {
    line: 'block.lifted',
    async do(desk) {
      const { _id } = await aSourced(desk);
      const block = await blockSource(desk.saring.context, {
        by: desk.admin.signedIn,
        report: String(_id),
        category: 'spam',
        reason: 'iklan berulang',
        time: '1d',
      });
      return send(desk.browser, `/meja/blokir/${String(block._id)}/buka`);
    },
  },
  'post /meja/pemberitahuan/:id/kirim-ulang': {
    line: 'notice.retried',
    do: async (desk) => send(desk.browser, `/meja/pemberitahuan/${await aFailedNotice(desk)}/kirim-ulang`),
  },
  'post /meja/pemberitahuan/kirim-ulang': {
    line: 'notice.all-retried',
    async do(desk) {
      await aFailedNotice(desk);
      return send(desk.browser, '/meja/pemberitahuan/kirim-ulang');
    },
  },
  'post /meja/instansi/baru': {
    line: 'agency.added',
    do: ({ browser }) => send(browser, '/meja/instansi/baru', anAgencyForm),
  },
  'post /meja/instansi/:id': agencyAct('', 'agency.edited', { ...anAgencyForm, shortName: 'BCU' }),
  'post /meja/instansi/:id/hentikan': agencyAct('/hentikan', 'agency.retired'),
  'post /meja/instansi/:id/pulihkan': agencyAct('/pulihkan', 'agency.restored', {}, 'hentikan'),
  'post /meja/pengaturan/daftar-periksa': {
    line: 'settings.changed',
    do: ({ browser }) =>
      send(browser, '/meja/pengaturan/daftar-periksa', { version: '0', new: 'Tanya ahlinya', do: 'save' }),
  },
  'post /meja/pengaturan/prioritas': {
    line: 'settings.changed',
    do: ({ browser }) =>
      send(browser, '/meja/pengaturan/prioritas', {
        ...typedPriority(initialPriority),
        waitingDays: '14',
        version: '0',
        do: 'save',
      }),
  },
  // What reporters do themselves, with what only they have.
  'post /lacak/:ticket/hapus': {
    line: 'report.erased',
    by: null,
    async do({ saring }) {
      const { ticket } = await submitReport(saring, personal);
      return saring.request.post(`/lacak/${ticket}/hapus`).type('form').send({ sure: 'yes' });
    },
  },
  'delete /api/v1/reports/:ticket': {
    line: 'report.erased',
    by: null,
    async do({ saring }) {
      const { ticket } = await submitReport(saring, personal);
      return saring.request.delete(`/api/v1/reports/${ticket}`);
    },
  },
};
