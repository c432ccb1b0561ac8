import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runProgram, startServer, type ServerProcess } from '../helpers/server-process.js';

describe('commands: staff', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saring-staff-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const staff = (...words: string[]) => runProgram('commands/staff', words, { DATA_DIR: folder });

  it('explains itself', async () => {
    const { code, out } = await staff('--help');
    expect(code).to.equal(0);
    for (const word of ['add', 'invite', 'token', 'list', 'reset', '--role', '--scopes read,triage'])
      expect(out).to.include(word);
  });

  it('says in a sentence what is wrong, with exit code 1', async () => {
    const wrong: [string[], string][] = [
      [[], 'Say what to do'],
      [['remove'], 'There is no command remove'],
      [['add', '--color', 'red'], "Unknown option '--color'"],
      [['list', '--email', 'a@contoh.example'], 'list does not take --email'],
      [['add', '--email', 'ani', '--name', 'A', '--role', 'bos'], '--role'],
      [['token', '--email', 'tidak-ada@contoh.example'], 'Nobody has the e-mail'],
      [['reset'], '--email is missing'],
      [['invite', '--email', 'a@contoh.example', '--name', 'Ani', '--role', 'agency'], '--agency'],
      [
        ['invite', '--email', 'a@contoh.example', '--name', 'Ani', '--role', 'agency', '--agency', 'x'],
        'There is no agency x',
      ],
    ];
    for (const [words, sentence] of wrong) {
      const { code, said, out } = await staff(...words);
      expect(code, words.join(' ')).to.equal(1);
      expect(said).to.include(sentence).and.not.include('    at ');
      expect(out).to.equal('');
    }
  });

  it('makes a person once, on a store that no server has opened yet', async () => {
    const person = ['--email', 'Ani@contoh.example', '--name', 'Ani Contoh', '--role', 'admin'];
    const { code, out } = await staff('add', ...person);
    expect(code).to.equal(0);
    expect(out).to.match(/One-time password \(shown only now\): [a-z2-9-]{19}/);
    const again = await staff('add', ...person);
    expect(again.code).to.equal(1);
    expect(again.said).to.include('ani@contoh.example');
    expect((await staff('list')).out).to.match(/^admin +ani@contoh\.example +Ani Contoh +\(has not chosen/);
  });

  describe('while the server runs', () => {
    let server: ServerProcess;
    before(async () => {
      server = await startServer({ DATA_DIR: folder });
    });
    after(() => server.end());

    const signIn = (email: string, password: string) =>
      fetch(`${server.address}/masuk`, {
        method: 'POST',
        body: new URLSearchParams({ email, password }),
        redirect: 'manual',
      });

    it('makes people who can sign in at once, and tokens that work', async () => {
      const person = ['--email', 'budi@contoh.example', '--name', 'Budi Contoh', '--role', 'verifier'];
      const made = await staff('add', ...person, '--password', 'gajah terbang rendah');
      expect(made.code, made.said).to.equal(0);
      const answer = await signIn('budi@contoh.example', 'gajah terbang rendah');
      expect(answer.status).to.equal(303);
      expect(answer.headers.get('location')).to.equal('/meja');
      const token = (await staff('token', '--email', 'budi@contoh.example')).out.trim();
      const queue = await fetch(`${server.address}/api/v1/queue`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      expect(queue.status).to.equal(200);
    });

    it('invites by a link that opens once, and prints tokens that may only what was asked', async () => {
      const person = ['--email', 'citra@contoh.example', '--name', 'Citra Contoh', '--role', 'editor'];
      const invited = await staff('invite', ...person);
      expect(invited.code, invited.said).to.equal(0);
      const path = /(\/undangan\/[\w-]{43})\n$/.exec(invited.out)?.[1] ?? '';
      expect((await staff('invite', ...person)).said).to.include('invited already');
      const follow = () =>
        fetch(`${server.address}${path}`, {
          method: 'POST',
          body: new URLSearchParams({ password: 'gajah terbang rendah', again: 'gajah terbang rendah' }),
          redirect: 'manual',
        });
      expect((await follow()).headers.get('location')).to.equal('/meja');
      expect((await follow()).status).to.equal(410);
      const of = ['--email', 'citra@contoh.example'];
      const token = (await staff('token', ...of, '--scopes', 'read', '--days', '7')).out.trim();
      const headers = { Authorization: `Bearer ${token}` };
      expect((await fetch(`${server.address}/api/v1/queue`, { headers })).status).to.equal(200);
      const refused = await fetch(`${server.address}/api/v1/clarifications`, { method: 'POST', headers });
      expect(refused.status).to.equal(403);
      expect((await staff('token', ...of, '--scopes', 'read,all')).said).to.include('--scopes');
      expect((await staff('token', ...of, '--days', '0')).said).to.include('--days');
    });

    it('resets a password, and with it revokes the tokens', async () => {
      const token = (await staff('token', '--email', 'budi@contoh.example')).out.trim();
      const { out } = await staff('reset', '--email', 'budi@contoh.example');
      const once = /: (\S+)\n$/.exec(out)?.[1] ?? '';
      expect((await signIn('budi@contoh.example', 'gajah terbang rendah')).status).to.equal(401);
      const answer = await signIn('budi@contoh.example', once);
      expect(answer.headers.get('location')).to.equal('/meja/akun/kata-sandi');
      const queue = await fetch(`${server.address}/api/v1/queue`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      expect(queue.status).to.equal(401);
    });
  });
});
