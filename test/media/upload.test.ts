import { expect } from 'chai';
import { createServer, request as send, type ClientRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { asAppError } from '../../src/errors.js';
import { pictureUpload } from '../../src/media/picture-upload.js';
import { createUploadBudget } from '../../src/media/upload-budget.js';
import { readContact } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('reading an uploaded form', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('refuses names that would make a list with millions of holes', async () => {
    for (const path of ['/api/v1/reports', '/lapor']) {
      for (const name of ['text[20000]', 'urls[20000]', 'contact[20000]', 'a[20000][x]', 'a[b][c][d]']) {
        await saring.request.post(path).field(name, 'https://contoh.example/a').expect(400);
      }
    }
    const { body } = await saring.request.post('/api/v1/reports').field('urls[20000]', 'x').expect(400);
    expect(body.error.fields).to.deep.equal({ 'urls[20000]': 'Nama isian tidak dapat dibaca.' });
  });

  it('still reads lists and addresses as programs name them', async () => {
    const { body } = await saring.request
      .post('/api/v1/reports')
      .field('text', 'Bendungan Karangsari jebol tadi malam, warga diminta mengungsi')
      .field('urls[]', 'https://contoh.example/a')
      .field('urls[]', 'https://contoh.example/b')
      .field('contact[email]', 'warga@contoh.example')
      .expect(201);
    const report = await saring.context.models.Report.findOne({ ticket: body.ticket }).lean();
    expect(report?.urls).to.have.length(2);
    expect(await readContact(saring, { ticket: body.ticket })).to.equal('warga@contoh.example');
  });
});

describe('the memory of uploaded forms', () => {
  it('is given to a part to each address, and comes back', () => {
    const budget = createUploadBudget({ all: 100, oneAddress: 60 });
    const [one, two, other] = [budget.begin('a'), budget.begin('a'), budget.begin('b')];
    expect(one.take(60)).to.equal(true);
    expect(two.take(1)).to.equal(false);
    expect(other.take(41)).to.equal(false);
    expect(other.take(40)).to.equal(true);
    one.end();
    one.end();
    expect(two.take(60)).to.equal(true);
    expect(two.take(1)).to.equal(false);
  });

  describe('when a form that never ends has it all', () => {
    let server: Server;
    let held: ClientRequest;
    const kilobyte = 1024;
    const begin = () => {
      const { port } = server.address() as AddressInfo;
      const headers = { 'Content-Type': 'multipart/form-data; boundary=b' };
      const form = send({ host: '127.0.0.1', port, method: 'POST', headers });
      form.write('--b\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n');
      return form;
    };
    const answerTo = (form: ClientRequest) =>
      new Promise<{ status: number; connection: string | undefined; body: string }>((resolve, reject) => {
        form.once('error', reject);
        form.once('response', (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => (body += chunk.toString()));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, body }),
          );
        });
      });

    before(async () => {
      const app = express();
      const budget = createUploadBudget({ all: 400 * kilobyte, oneAddress: 300 * kilobyte });
      let arrived = () => {};
      const enough = new Promise<void>((resolve) => (arrived = resolve));
      let came = 0;
      app.use((request, _response, next) => {
        request.on('data', (chunk: Buffer) => {
          came += chunk.length;
          if (came > 200 * kilobyte) arrived();
        });
        next();
      });
      app.use(pictureUpload({ field: 'files', most: 1, budget }), (request, response) => {
        response.json((request.files as Express.Multer.File[]).map(({ size }) => size));
      });
      app.use(((error, _request, response, _next) => {
        const { status, code } = asAppError(error);
        response.status(status).json({ code });
      }) as express.ErrorRequestHandler);
      server = createServer(app);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      held = begin();
      held.on('error', () => undefined);
      held.write(Buffer.alloc(200 * kilobyte));
      await enough;
    });
    after(() => {
      held.destroy();
      server.closeAllConnections();
      server.close();
    });

    it('others are answered at once, before they end, and served when it is gone', async () => {
      const refused = begin();
      const told = answerTo(refused);
      refused.write(Buffer.alloc(150 * kilobyte));
      expect(await told).to.deep.equal({ status: 429, connection: 'close', body: '{"code":"too_many"}' });
      const gone = new Promise((resolve) => held.once('close', resolve));
      held.destroy();
      await gone;
      for (let turn = 0; ; turn += 1) {
        const form = begin();
        const answer = answerTo(form);
        form.write(Buffer.alloc(150 * kilobyte));
        form.end('\r\n--b--\r\n');
        const { status, body } = await answer;
        // The server hears of it a moment later.
        if (status === 429 && turn < 100) continue;
        expect([status, body]).to.deep.equal([200, `[${150 * kilobyte}]`]);
        break;
      }
    });
  });
});
