import { expect } from 'chai';
import type { Document } from 'mongodb';
import { invitePerson } from '../../src/accounts/invite.js';
import { noteClaim } from '../../src/claims/note-claim.js';
import { publishClarification } from '../../src/clarifications/publish-clarification.js';
import { submitClarification } from '../../src/clarifications/submit-clarification.js';
import { writeClarification } from '../../src/clarifications/write-clarification.js';
import { allJobs } from '../../src/jobs/all-jobs.js';
import { storePicture } from '../../src/media/store-picture.js';
import { aPerson, signIn } from '../helpers/accounts.js';
import { anAgency, aPdf, ask, sign } from '../helpers/agencies.js';
import { ask as giveTask, gather } from '../helpers/casework.js';
import { aClarification, aDesk, draft, type Desk } from '../helpers/clarifications.js';
import { aPicture, messages, submitReport } from '../helpers/reports.js';
import { routesOf } from '../helpers/routes.js';
import { startSaring, type Saring } from '../helpers/saring.js';

/** What a page or a job asked the store. */
interface Asked {
  by: string;
  collection: string;
  method: string;
  filter: Document;
  sort?: Record<string, 1 | -1>;
}

/** Collections that hold what a newsroom has a few dozen of, and are read whole. */
const small = new Set(['people', 'agencies', 'settings', 'leases', 'positions']);

/** Questions that may read or sort more than they give, with the reason. */
const excused: Record<string, string> = {
  'claims {activity.action{$in}}':
    'a job looks at every claim once when a server starts; afterwards by updatedAt',
  'auditLines {}': 'an export without a filter gives every line, in the order of the collection',
  'twins {first,state}': 'a claim has a handful of likely twins',
  'twins {second,state}': 'a claim has a handful of likely twins',
};

/** Lists with all the filters that a person can choose, beside the bare address of every page. */
const withFilters = [
  '/meja?who=mine',
  '/meja?who=none',
  '/meja?status=answered',
  '/meja?topic=health',
  '/meja?region=ID-JB',
  '/meja?topic=health&region=ID-JB&who=mine',
  '/meja?status=set-aside&topic=health',
  '/meja?q=bendungan',
  '/meja?status=resurfaced',
  '/meja?harm=severe',
  '/meja?channel=whatsapp',
  '/meja?untouched=3',
  '/meja/antrean/jumlah?since=0',
  '/meja/audit?kind=claim',
  '/meja/audit/ekspor?format=csv',
  '/meja/tugas?list=given',
  '/meja/tugas?list=overdue',
  '/meja/tugas?state=done',
  '/meja/statistik?period=year',
  '/api/v1/tasks',
  '/api/v1/requests?status=open',
  '/api/v1/requests?status=closed',
  '/api/v1/claims?status=open',
  '/api/v1/claims?verdict=false',
  '/api/v1/claims?topic=health&sort=priority',
  '/api/v1/queue?topic=health',
  '/klarifikasi?verdict=false',
  '/klarifikasi?topic=health',
  '/klarifikasi?q=bendungan',
];

/** Addresses that show nothing when they are asked as they are, with the reason. */
const showNothing: Record<string, number> = {
  // Whoever is signed in has no need of them.
  '/masuk': 303,
  '/masuk/kode': 303,
  // They want to know of what: they are asked with their filters, too.
  '/meja/antrean/jumlah': 400,
  '/meja/audit/ekspor': 400,
  '/meja/blokir/baru': 404,
};

describe('every question to the store', () => {
  let saring: Saring;
  let asked: Asked[];
  let by = '';

  before(async () => {
    saring = await startSaring();
    asked = [];
    saring.context.store.connection.set(
      'debug',
      (collection: string, method: string, ...given: unknown[]) => {
        const question = asQuestion(method, given);
        if (question) asked.push({ by, collection, method, ...question });
      },
    );
  });
  after(() => saring.close());

  it('is answered by an index, on every page and in every job', async () => {
    const { context } = saring;
    const desk = await aDesk(saring);
    const { pages, browser, token, agency } = await everyPage(desk);
    for (const path of pages) {
      by = path;
      const asAgency = path.startsWith('/meja/permintaan');
      const response = path.startsWith('/api/')
        ? await saring.request.get(path).set('Authorization', `Bearer ${token}`)
        : await (asAgency ? agency.browser : browser).get(path);
      expect(response.status, path).to.equal(showNothing[path] ?? 200);
    }
    for (const path of ['/api/v1/requests', '/api/v1/requests?status=closed']) {
      by = `${path} of an agency`;
      await saring.request.get(path).set('Authorization', `Bearer ${agency.token}`).expect(200);
    }
    for (const job of allJobs) {
      by = job.name;
      await job.run(context);
    }
    expect(asked.length).to.be.greaterThan(pages.length);
    expect(await scans(saring, [...asked])).to.deep.equal([]);
  });

  /** The address of every page and every list, filled in with something that is there. */
  async function everyPage(desk: Desk) {
    const { context } = saring;
    const { author: ratna } = desk;
    const report = await submitReport(saring, {
      text: messages.dam,
      contact: { email: 'a@contoh.example' },
      files: [await aPicture()],
    });
    await submitReport(saring, { text: messages.dam });
    const other = await submitReport(saring, { text: `${messages.garlic}, hubungi 0812-3456-7890` });
    const claim = String(other.claim);
    const picture = String(report.pictures[0]?.file);
    const { agency, who } = await anAgency(saring);
    const asked = { agency, by: ratna };
    await ask(saring, { ...asked, claim: other.claim });
    const request = await ask(saring, { ...asked, claim: report.claim, pictures: [picture] });
    const { statements } = await sign(saring, request, who, {}, [{ bytes: aPdf(), name: 'surat.pdf' }]);
    const { file, thumbnail, width, height } = await storePicture(context, await aPicture('png'), {
      field: 'cover',
    });
    const written = await writeClarification(
      context,
      aClarification({
        claims: [String(report.claim)],
        statements: [{ request: String(request._id), version: 1 }],
      }),
      { by: ratna.signedIn },
      { file, thumbnail, width, height, alt: 'Peta bendungan' },
    );
    await submitClarification(context, written._id, { by: ratna.signedIn });
    const article = await publishClarification(context, written._id, { by: desk.editor.signedIn });
    const unfinished = await draft(saring, desk);
    const evidence = await gather(saring, other.claim, ratna);
    await giveTask(saring, ratna, ratna, { claim });
    const admin = await aPerson(saring, { role: 'admin' });
    await noteClaim(context, { id: claim, by: admin.signedIn, text: 'Sudah ditanyakan.' });
    const invitation = await invitePerson(
      context,
      { email: 'baru@contoh.example', name: 'Budi Baru', role: 'verifier' },
      { by: admin.signedIn, language: 'id' },
    );
    const { slug } = await context.models.Claim.findById(claim).orFail().lean();
    const document = String(statements[0]?.documents[0]?.file);
    // The longer a beginning is, the earlier it stands.
    const params: [beginning: string, value: string][] = [
      ['/meja/instansi/permintaan/:id', String(request._id)],
      ['/meja/permintaan/:id', String(request._id)],
      ['/api/v1/requests/:id', String(request._id)],
      ['/meja/instansi/:id', String(agency._id)],
      ['/meja/klarifikasi/:id', String(article._id)],
      ['/meja/laporan/:id', String(other._id)],
      ['/meja/gambar/:id', picture],
      ['/gambar/:id', String(article.cover?.file)],
      ['/gambar/:file', picture],
      ['/dokumen/:file', document],
      ['/meja/statistik/:file', 'antrean.csv'],
      ['/bukti/:evidence', String(evidence._id)],
      ['/catatan/:number', '0'],
      ['/undangan/:link', invitation.path.replace('/undangan/', '')],
      ['/klaim/:slug', slug],
      [':slug', article.slug],
      [':ticket', report.ticket],
      [':id', claim],
    ];
    const ofOne: Record<string, string> = {
      [`/meja/laporan/${String(other._id)}/buka`]: '?place=text&number=1',
      [`/meja/klaim/${claim}/pindah`]: `?reports=${String(other._id)}`,
    };
    const bare = routesOf(saring.app)
      .filter(({ method }) => method === 'get')
      .map(({ path }) => fill(path, params))
      .map((path) => `${path}${ofOne[path] ?? ''}`)
      // What is published is corrected, not edited.
      .map((path) => path.replace(`${String(article._id)}/sunting`, `${String(unfinished._id)}/sunting`));
    return {
      pages: [
        ...bare,
        ...withFilters,
        `/meja/blokir/baru?laporan=${String(other._id)}`,
        `/api/v1/tasks?claim=${claim}`,
        `/meja/tugas?person=${String(ratna.person._id)}`,
      ],
      browser: await signIn(saring, admin),
      token: admin.token,
      agency: { browser: await signIn(saring, who), token: who.token },
    };
  }

  it('would be told of when it reads everything, or sorts what no index has in order', async () => {
    const { Report } = saring.context.models;
    asked = [];
    by = 'this test';
    await Report.findOne({ doubt: 'aneh' }).lean();
    await Report.find({ claim: null }).sort({ channel: 1 }).lean();
    const found = await scans(saring, [...asked]);
    expect(found).to.have.length(2);
    expect(found[0]).to.match(/^this test: reports findOne \{doubt\}.*COLLSCAN/);
    expect(found[1]).to.match(/^this test: reports find \{claim\} \{"channel":1\}.*SORT/);
  });
});

function asQuestion(method: string, given: unknown[]): Pick<Asked, 'filter' | 'sort'> | undefined {
  const filter = (given[0] ?? {}) as Document;
  switch (method) {
    case 'find':
    case 'findOne':
      return { filter, sort: (given[1] as { sort?: Record<string, 1 | -1> } | undefined)?.sort };
    case 'findOneAndUpdate':
    case 'countDocuments':
    case 'updateOne':
    case 'updateMany':
    case 'deleteOne':
    case 'deleteMany':
      return { filter };
    case 'aggregate': {
      const [stage, next] = given[0] as [
        { $match?: Document },
        { $sort?: Record<string, 1 | -1> } | undefined,
      ];
      return { filter: stage.$match ?? {}, sort: next?.$sort };
    }
    default:
      return undefined;
  }
}

function fill(path: string, params: readonly (readonly [beginning: string, value: string])[]): string {
  const found = params.find(([beginning]) => path.includes(beginning));
  if (!found) return path;
  const [beginning, value] = found;
  const filled = `${beginning.slice(0, beginning.lastIndexOf(':'))}${value}`;
  return fill(path.replace(beginning, filled), params);
}

/** Every question that reads a collection from end to end, or sorts what it found, each once. */
async function scans(saring: Saring, asked: readonly Asked[]): Promise<string[]> {
  const { connection } = saring.context.store;
  const bad = new Set<string>();
  const seen = new Set<string>();
  for (const { by, collection, method, filter, sort } of asked) {
    const shape = `${collection} ${method} ${shapeOf(filter)} ${JSON.stringify(sort ?? {})}`;
    // Whether there is anything at all is told by any one document.
    const anyOne = method === 'findOne' && Object.keys(filter).length === 0 && !sort;
    if (small.has(collection) || seen.has(shape) || anyOne) continue;
    seen.add(shape);
    const cursor = connection.collection(collection).find(filter);
    const { queryPlanner } = (await (sort ? cursor.sort(sort) : cursor).explain()) as {
      queryPlanner: { winningPlan: object };
    };
    const plan = JSON.stringify(queryPlanner.winningPlan);
    const scans = plan.includes('"COLLSCAN"');
    // Of a handful of documents the store may well sort; what counts is whether an index could give the order.
    const sorts =
      plan.includes('"SORT"') && sort !== undefined && !(await isOrdered(saring, collection, filter, sort));
    if ((scans || sorts) && !excused[`${collection} ${shapeOf(filter)}`]) bad.add(`${by}: ${shape}: ${plan}`);
  }
  return [...bad];
}

/** Is there an index that gives the documents in order, so that a page reads no more than it shows? */
async function isOrdered(
  { context }: Saring,
  collection: string,
  filter: Document,
  sort: Record<string, 1 | -1>,
): Promise<boolean> {
  const stored = context.store.connection.collection(collection);
  for (const { name, sparse } of await stored.indexes()) {
    if (name === undefined || sparse) continue;
    const explained = await stored.find(filter).sort(sort).hint(name).explain();
    if (!JSON.stringify(explained).includes('"SORT"')) return true;
  }
  return false;
}

/** A filter without its values: `{ status, createdAt: { $lt } }`. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return value.some((one) => isPlain(one)) ? `[${value.map(shapeOf).join()}]` : '';
  if (!isPlain(value)) return '';
  return `{${Object.entries(value)
    .map(([name, inner]) => `${name}${shapeOf(inner)}`)
    .join()}}`;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
