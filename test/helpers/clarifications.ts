import type { Clarification } from '../../src/clarifications/clarification.model.js';
import type { NewDraft } from '../../src/clarifications/clarification.schema.js';
import { publishClarification } from '../../src/clarifications/publish-clarification.js';
import { submitClarification } from '../../src/clarifications/submit-clarification.js';
import { writeClarification } from '../../src/clarifications/write-clarification.js';
import { aPerson, type TestPerson } from './accounts.js';
import type { Saring } from './saring.js';

/** A complete article, but for its claims. */
export function aClarification(overrides: Partial<NewDraft> = {}): NewDraft {
  return {
    title: 'Bendungan Karangsari tidak jebol',
    summary: 'Petugas bendungan memastikan tidak ada kerusakan dan tidak ada perintah mengungsi.',
    body: '## Klaim\n\nBendungan jebol tadi malam.\n\n## Fakta\n\nTinggi air normal.\n\n## Kesimpulan\n\nTidak benar.',
    verdict: 'false',
    kind: 'fabricated-content',
    sources: [{ title: 'Pengumuman pengelola bendungan', url: 'https://bendungan.example/pengumuman' }],
    claims: [],
    ...overrides,
  };
}

/** Who writes and who publishes, when a test does not say. */
export interface Desk {
  author: TestPerson;
  editor: TestPerson;
}

export async function aDesk(saring: Saring): Promise<Desk> {
  return {
    author: await aPerson(saring, { role: 'verifier', name: 'Wulan Penulis' }),
    editor: await aPerson(saring, { role: 'editor', name: 'Eka Penyunting' }),
  };
}

export async function draft(
  saring: Saring,
  desk: Desk,
  overrides: Partial<NewDraft> = {},
): Promise<Clarification> {
  return writeClarification(saring.context, aClarification(overrides), { by: desk.author.signedIn });
}

export async function inReview(
  saring: Saring,
  desk: Desk,
  overrides: Partial<NewDraft> = {},
): Promise<Clarification> {
  const { _id } = await draft(saring, desk, overrides);
  return submitClarification(saring.context, _id, { by: desk.author.signedIn });
}

/** Written by the author, published by the editor. */
export async function publish(
  saring: Saring,
  desk: Desk,
  overrides: Partial<NewDraft> = {},
): Promise<Clarification> {
  const { _id } = await inReview(saring, desk, overrides);
  return publishClarification(saring.context, _id, { by: desk.editor.signedIn });
}
