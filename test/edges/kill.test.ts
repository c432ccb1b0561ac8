import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startServer, type ServerProcess } from '../helpers/server-process.js';

const rounds = 20;
const senders = 6;

/** A report of one of a few hoaxes, so that some attach and some open claims; the number makes each its own. */
const aMessage = (number: number) =>
  [
    `Bantuan tunai gelombang ${number} cair hari ini, daftar sekarang di situs bansos palsu nomor ${number}`,
    `Air rebusan daun sukun resep ke-${number} menyembuhkan sakit ginjal dalam ${number} hari`,
    `Sebarkan! Gempa susulan besar akan mengguncang kota ${number} pukul sepuluh malam nanti`,
  ][number % 3] ?? '';

describe('a server that is killed while reports come in', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saring-kill-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it(`has every ticket that it showed, after ${rounds} kills`, async () => {
    const env = { DATA_DIR: folder, REPORTS_PER_HOUR: '1000000' };
    const shown = new Map<string, string>();
    let number = 0;

    /** Sends report after report until the server is gone; notes each ticket that came back. */
    const sendUntilGone = async (server: ServerProcess, onTicket: () => void) => {
      for (;;) {
        number += 1;
        const text = aMessage(number);
        try {
          const response = await fetch(`${server.address}/api/v1/reports`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ text, channel: 'whatsapp' }),
          });
          const { ticket } = (await response.json()) as { ticket: string };
          expect(response.status).to.equal(201);
          shown.set(ticket, text);
          onTicket();
        } catch (error) {
          if (error instanceof TypeError || (error as Error).name === 'SyntaxError') return;
          throw error;
        }
      }
    };

    for (let round = 0; round < rounds; round += 1) {
      const server = await startServer(env);
      // A different moment in every round: after so many tickets, with the other senders in the middle of theirs.
      let left = 5 + ((round * 7) % 13);
      const onTicket = () => {
        left -= 1;
        if (left === 0) server.child.kill('SIGKILL');
      };
      await Promise.all(Array.from({ length: senders }, () => sendUntilGone(server, onTicket)));
    }

    const server = await startServer(env);
    try {
      const missing: string[] = [];
      for (const [ticket] of shown) {
        const response = await fetch(`${server.address}/api/v1/reports/${ticket}`);
        const body = (await response.json()) as { ticket?: string; claim?: { slug: string } };
        if (response.status !== 200 || body.ticket !== ticket || !body.claim?.slug) missing.push(ticket);
      }
      expect(shown.size).to.be.greaterThan(rounds * 5);
      expect(missing).to.deep.equal([]);
    } finally {
      await server.end();
    }
  }).timeout(300_000);
});
