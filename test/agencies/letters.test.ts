import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { aMailServer } from '../notices/mail-server.js';
import { deliverNotices } from '../../src/notices/deliver-notices.js';
import { reminderKinds, requestSteps } from '../../src/agencies/statement-request.model.js';
import { languages, loadLanguages } from '../../src/web/languages.js';
import { aPerson } from '../helpers/accounts.js';
import { anAgency, ask } from '../helpers/agencies.js';
import { aClaim } from '../helpers/claims.js';
import { startSaring } from '../helpers/saring.js';

const known = loadLanguages(fileURLToPath(new URL('../../views/languages', import.meta.url)));

describe('letters about requests to agencies', () => {
  it('have their words in every language, and leave no name open', () => {
    const about = [...requestSteps, ...reminderKinds.map((kind) => `remind-${kind}`), 'overdue'];
    const given = ['agency', 'by', 'due', 'question', 'reason', 'statement'];
    for (const language of languages) {
      const t = known.translator(language);
      for (const letter of about) {
        for (const part of ['subject', 'body']) {
          const key = `notices.letters.request-${letter}.${part}`;
          expect(known.has(language, key), `${key} ${language}`).to.equal(true);
          const open = t(key, Object.fromEntries(given.map((name) => [name, `<${name}>`])));
          expect(open, key).not.to.match(/\{\w*\}/);
        }
      }
    }
  });

  it('reach the mailbox with the question, the due time in Jakarta and the way to the request', async () => {
    const server = await aMailServer();
    const saring = await startSaring({ env: { SMTP_URL: server.url, BASE_URL: 'https://saring.example' } });
    try {
      const by = await aPerson(saring, { name: 'Ratna' });
      const { agency, who } = await anAgency(saring, { shortName: 'Balai' });
      const claim = await aClaim(saring, { statement: 'Pernyataan dari seorang pelapor' });
      const request = await ask(saring, { claim: claim._id, agency, by });
      await deliverNotices(saring.context);
      const [mail] = server.mails;
      expect(server.mails).to.have.length(1);
      expect(JSON.stringify(mail?.to)).to.include(who.person.email);
      expect(mail?.subject).to.equal(
        'Pertanyaan untuk Balai: mohon dijawab sebelum 3 Maret 2026 pukul 10.00 WIB',
      );
      expect(mail?.text)
        .to.include('Apakah bendungan itu jebol?')
        .and.include(`https://saring.example/meja/permintaan/${String(request._id)}`)
        .and.not.include('Pernyataan dari seorang pelapor');
    } finally {
      await saring.close();
      await server.close();
    }
  });
});
