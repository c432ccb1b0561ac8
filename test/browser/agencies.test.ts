import { expect } from 'chai';
import { aPerson } from '../helpers/accounts.js';
import { anAgency, aPdf, readRequest } from '../helpers/agencies.js';
import { aClaim } from '../helpers/claims.js';
import { expectAccessible, signInAt, sizes, useChromium, type Size } from '../helpers/browser.js';
import { aDesk, publish } from '../helpers/clarifications.js';

describe('an agency and the newsroom, in a browser', () => {
  const at = useChromium();

  for (const size of Object.keys(sizes) as Size[]) {
    it(`ask, answer, show and correct on a ${size}: every page accessible`, async () => {
      const { saring } = at;
      const desk = await aDesk(saring);
      const ratna = await aPerson(saring, { name: 'Ratna' });
      const wulan = await aPerson(saring, { role: 'admin', name: 'Wulan' });
      const shortName = `Balai ${size}`;
      const balai = await anAgency(saring, { name: `Balai Bendungan ${size}`, shortName });
      const claim = await aClaim(saring);

      const staff = await at.visit({ size });
      await signInAt(staff, ratna);
      await staff.goto(`/meja/klaim/${String(claim._id)}`);
      await staff.getByRole('link', { name: 'Tanya instansi' }).click();
      await expectAccessible(staff);
      await staff.getByLabel(`Balai Bendungan ${size}`).check();
      await staff.getByLabel('Pertanyaan').fill('Apakah bendungan itu jebol?');
      await staff.getByRole('button', { name: 'Kirim pertanyaan' }).click();
      await staff.getByText('Pertanyaan terkirim ke 1 instansi.').waitFor();
      await expectAccessible(staff);

      const agency = await at.visit({ size });
      await agency.goto('/masuk');
      await agency.getByLabel('Surel').fill(balai.who.person.email);
      await agency.getByLabel('Kata sandi').fill(balai.who.password);
      await agency.getByRole('button', { name: 'Masuk' }).click();
      await agency.waitForURL('**/meja/permintaan');
      await expectAccessible(agency);
      await agency.getByRole('link', { name: 'Apakah bendungan itu jebol?' }).click();
      await expectAccessible(agency);
      await agency.getByRole('textbox', { name: 'Pernyataan' }).fill('Bendungan **aman**.');
      await agency.getByRole('button', { name: 'Tanda tangani dan kirim' }).click();
      await agency.getByRole('alert').waitFor();
      await expectAccessible(agency);
      await agency.getByLabel('Nama penanda tangan').fill('Hadi Contoh');
      await agency.getByLabel('Jabatan').fill('Kepala Balai');
      await agency
        .getByLabel('Dokumen', { exact: true })
        .setInputFiles({ name: 'data.pdf', mimeType: 'application/pdf', buffer: aPdf() });
      await agency.getByLabel('Saya berwenang').check();
      await agency.getByRole('button', { name: 'Tanda tangani dan kirim' }).click();
      await agency.getByText('Pernyataan ditandatangani dan terkirim').waitFor();
      await expectAccessible(agency);

      const [stored] = await saring.context.models.StatementRequest.find({ claim: claim._id }).lean();
      const request = await readRequest(saring, stored?._id ?? '');
      expect(request.status).to.equal('answered');
      await staff.goto(`/meja/instansi/permintaan/${String(request._id)}`);
      await staff.getByText('Sidik jari pernyataan').click();
      await expectAccessible(staff);

      const { slug } = await publish(saring, desk, {
        claims: [String(claim._id)],
        statements: [{ request: String(request._id), version: 1 }],
      });
      const reader = await at.visit({ size });
      await reader.goto(`/klarifikasi/${slug}`);
      await reader.getByText('dijawab dalam').waitFor();
      await reader.getByText('Sidik jari pernyataan').click();
      await expectAccessible(reader);
      await reader.goto(`/en/klarifikasi/${slug}`);
      await reader.getByText('answered in').waitFor();
      await expectAccessible(reader);

      await agency.goto(`/meja/permintaan/${String(request._id)}`);
      await agency.getByText('Koreksi pernyataan').click();
      await expectAccessible(agency);

      const admin = await at.visit({ size });
      await signInAt(admin, wulan);
      for (const path of ['', '/baru', `/${String(balai.agency._id)}`, `/${String(balai.agency._id)}/ubah`]) {
        await admin.goto(`/meja/instansi${path}`);
        await expectAccessible(admin);
      }
    }).timeout(120_000);
  }
});
