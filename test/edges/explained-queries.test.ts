import { expect } from 'chai';
import type { Document } from 'mongodb';
import { allJobs } from '../../src/jobs/all-jobs.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { bearer, signIn } from '../helpers/accounts.js';
import { messages, submitReport } from '../helpers/reports.js';
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
  '/meja?untouched=24',
  '/meja/audit?kind=claim',
  '/meja/tugas?list=given',
  '/meja/statistik?period=year',
  '/api/v1/tasks',
  '/api/v1/requests',
  '/api/v1/claims?status=open',
  '/api/v1/claims?verdict=false',
  '/api/v1/claims?topic=health&sort=recent',
  '/api/v1/queue?topic=health',
  '/klarifikasi?verdict=false',
  '/klarifikasi?topic=health',
  '/klarifikasi?q=bendungan',
];

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
    const report = await submitReport(saring, { text: messages.dam, contact: { email: 'a@contoh.example' } });
    await submitReport(saring, { text: messages.dam });
    const other = await submitReport(saring, { text: messages.garlic });
    const article = await publish(saring, desk, { claims: [String(report.claim)] });
    const claim = await context.models.Claim.findById(report.claim).lean();
    const params: Record<string, string> = {
      '/meja/klaim/:id': String(other.claim),
      '/meja/klarifikasi/:id': String(article._id),
      '/api/v1/claims/:id': String(report.claim),
      ':slug': article.slug,
      ':ticket': report.ticket,
      ':id': String(other.claim),
      ...(claim && { '/klaim/:slug': claim.slug }),
    };
    const browser = await signIn(saring, 'admin');
    const token = await bearer(saring, 'admin');
    const pages = routesOf(saring.app)
      .filter(({ method }) => method === 'get')
      .map(({ path }) => fill(path, params));
    for (const path of [...pages, ...withFilters]) {
      by = path;
      const response = path.startsWith('/api/')
        ? await saring.request.get(path).set('Authorization', `Bearer ${token}`)
        : await browser.get(path);
      expect(response.status, path).to.be.lessThan(500);
    }
    for (const job of allJobs) {
      by = job.name;
      await job.run(context);
    }
    expect(asked.length).to.be.greaterThan(pages.length);
    expect(await scans(saring, [...asked])).to.deep.equal([]);
  });

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

function fill(path: string, params: Record<string, string>): string {
  for (const [name, value] of Object.entries(params)) {
    const own = name.slice(name.lastIndexOf(':'));
    if (path.includes(name)) return fill(path.replace(name, name.replace(own, value)), params);
  }
  return path;
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
