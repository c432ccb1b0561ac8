import { randomBytes } from 'node:crypto';
import type { Types } from 'mongoose';
import { addPerson } from '../../src/accounts/add-person.js';
import { addToken } from '../../src/accounts/tokens.js';
import { addAgency } from '../../src/agencies/add-agency.js';
import type { Agency } from '../../src/agencies/agency.model.js';
import { signStatement } from '../../src/agencies/answer-request.js';
import { askAgencies } from '../../src/agencies/ask-agencies.js';
import type { DraftInput } from '../../src/agencies/statement-request.schema.js';
import type { StatementRequest } from '../../src/agencies/statement-request.model.js';
import type { UploadedFile } from '../../src/agencies/store-document.js';
import type { TestPerson } from './accounts.js';
import type { Saring } from './saring.js';

/** An agency and somebody who answers for it. */
export interface TestAgency {
  agency: Agency;
  who: TestPerson;
}

export async function anAgency(
  saring: Saring,
  given: { name?: string; shortName?: string; person?: string } = {},
): Promise<TestAgency> {
  const shortName = given.shortName ?? `BC${randomBytes(3).toString('hex')}`;
  const agency = await addAgency(saring.context, {
    name: given.name ?? `Badan Contoh ${shortName}`,
    shortName,
    url: 'https://badan.example/',
    topics: ['disaster'],
    about: 'Menjawab tentang bendungan.',
  });
  return { agency, who: await anAgencyPerson(saring, agency, given.person) };
}

/** Somebody who answers for an agency, with a password and a token. */
export async function anAgencyPerson(
  saring: Saring,
  agency: Agency,
  name = 'Sari Instansi',
): Promise<TestPerson> {
  const password = 'kuda baterai staples benar';
  const { person } = await addPerson(saring.context, {
    email: `${randomBytes(6).toString('hex')}@instansi.example`,
    name,
    role: 'agency',
    agency: agency._id,
    password,
  });
  const { token } = await addToken(saring.context, person._id, 'uji');
  const signedIn = {
    id: person._id,
    name,
    email: person.email,
    role: 'agency' as const,
    agency: agency._id,
    mustChangePassword: false,
  };
  return { person, signedIn, password, token };
}

/** Asked by a verifier about a claim; due in a day. */
export async function ask(
  saring: Saring,
  given: {
    claim: Types.ObjectId;
    agency: Agency;
    by: TestPerson;
    question?: string;
    dueAt?: Date;
    quotes?: string[];
    links?: string[];
    pictures?: string[];
  },
): Promise<StatementRequest> {
  const { claim, agency, by, question, dueAt, quotes = [], links = [], pictures = [] } = given;
  const [request] = await askAgencies(saring.context, String(claim), by.signedIn, {
    agencies: [agency.slug],
    question: question ?? 'Apakah bendungan itu jebol?',
    dueAt,
    quotes,
    links,
    pictures,
  });
  if (!request) throw new Error('nothing was asked');
  return request;
}

/** What an agency answers. */
export function anAnswer(overrides: Partial<DraftInput> = {}): DraftInput {
  return {
    text: 'Bendungan **aman**. Tinggi air 214 meter, di bawah batas siaga.',
    signerName: 'Ir. Hadi Contoh',
    signerOffice: 'Kepala Balai Bendungan',
    links: [{ title: 'Data tinggi air', url: 'https://badan.example/tinggi-air' }],
    keep: [],
    ...overrides,
  };
}

export function sign(
  saring: Saring,
  request: Pick<StatementRequest, '_id'>,
  by: TestPerson,
  content: Partial<DraftInput> = {},
  files: UploadedFile[] = [],
): Promise<StatementRequest> {
  return signStatement(saring.context, {
    id: request._id,
    by: by.signedIn,
    content: anAnswer(content),
    files,
  });
}

export async function readRequest(
  { context }: Saring,
  id: Types.ObjectId | string,
): Promise<StatementRequest> {
  return context.models.StatementRequest.findById(id).orFail().lean();
}

/** A small PDF (ISO 32000-1, 7.5) with one empty page. */
export function aPdf(mark = 'contoh'): Buffer {
  return Buffer.from(
    `%PDF-1.4\n% ${mark}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  );
}
