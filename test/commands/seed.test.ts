import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runProgram, startServer, type ServerProcess } from '../helpers/server-process.js';

interface Page {
  items: { slug: string; title: string }[];
  next: string | null;
}

describe('npm run seed beside a running server', () => {
  let folder: string;
  let server: ServerProcess;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saring-seed-'));
    server = await startServer({ DATA_DIR: folder });
  });
  after(async () => {
    await server.end();
    await rm(folder, { recursive: true, force: true });
  });

  const get = async (path: string, token?: string) =>
    (
      await fetch(server.address + path, token ? { headers: { Authorization: `Bearer ${token}` } } : {})
    ).json();

  it('loads the sample data, shows it to the server, and adds nothing when repeated', async () => {
    const env = { DATA_DIR: folder };
    const first = await runProgram('commands/seed', [], env);
    expect(first.code, first.said).to.equal(0);
    const [, reports, claims, clarifications] = (
      /: (\d+) reports, (\d+) claims, (\d+) clarifications/.exec(first.out) ?? []
    ).map(Number);
    expect(reports).to.be.at.least(150);
    expect(claims).to.be.at.least(45);
    expect(clarifications).to.be.at.least(25);
    for (const role of ['verifier', 'editor', 'admin']) {
      expect(first.out).to.match(new RegExp(`^ {2}${role} +\\S+@saring\\.example +contoh-\\w{10}$`, 'm'));
    }

    // The server's own indexes follow the store: search knows an article that another process published.
    let found: Page = { items: [], next: null };
    while (found.items.length === 0) found = (await get('/api/v1/clarifications?q=stroke+jarum')) as Page;
    expect(found.items[0]?.title).to.match(/stroke/i);

    const token = await runProgram('commands/staff', ['token', '--email', 'wulan@saring.example'], env);
    expect(token.code, token.said).to.equal(0);
    const key = token.out.trim().split(/\s+/).at(-1);
    for (const status of ['draft', 'in-review', 'published', 'retracted']) {
      const list = (await get(`/api/v1/clarifications?status=${status}`, key)) as Page;
      expect(list.items, status).not.to.deep.equal([]);
    }

    const second = await runProgram('commands/seed', [], env);
    expect(second.code, second.said).to.equal(0);
    expect(second.out).to.equal(first.out);
  }).timeout(240_000);
});
