import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { roles } from '../../accounts/person.model.js';
import { setAsideReasons, topics, verdicts } from '../../claims/claim.model.js';
import { kinds } from '../../clarifications/clarification.model.js';
import { channels } from '../../reports/report.model.js';

const hoursAgo = z.number().min(0);

const sampleReport = z.strictObject({
  text: z.string(),
  urls: z.array(z.url()).default([]),
  channel: z.enum(channels),
  region: z.string().optional(),
  doubt: z.string().optional(),
  email: z.email().optional(),
  hoursAgo,
  picture: z.string().optional(),
});

const sampleClaim = z.strictObject({
  key: z.string(),
  topic: z.enum(topics),
  statement: z.string(),
  reports: z.array(sampleReport).min(1),
  setAside: z.enum(setAsideReasons).optional(),
  work: z
    .strictObject({
      assignee: z.string().optional(),
      notes: z.array(z.string()).default([]),
      state: z.enum(['open', 'checking']).optional(),
    })
    .optional(),
});

const sampleClarification = z.strictObject({
  key: z.string(),
  claims: z.array(z.string()).min(1),
  /** Keys of the requests whose answers it shows. */
  statements: z.array(z.string()).default([]),
  title: z.string(),
  summary: z.string(),
  verdict: z.enum(verdicts),
  kind: z.enum(kinds).optional(),
  body: z.string(),
  sources: z.array(z.strictObject({ title: z.string(), url: z.url() })),
  cover: z.string().optional(),
  state: z.enum(['draft', 'in-review', 'returned', 'published', 'corrected', 'retracted']),
  author: z.string(),
  editor: z.string(),
  hoursAgo,
  changedHoursAgo: hoursAgo.optional(),
  note: z.string().optional(),
  correction: z
    .strictObject({ field: z.enum(['title', 'summary', 'body', 'verdict']), value: z.string() })
    .optional(),
  reason: z.string().optional(),
});

const sampleAgency = z.strictObject({
  slug: z.string(),
  name: z.string(),
  shortName: z.string(),
  url: z.url(),
  topics: z.array(z.enum(topics)),
  about: z.string(),
});

const sampleRequest = z.strictObject({
  key: z.string(),
  claim: z.string(),
  agency: z.string(),
  asker: z.string(),
  question: z.string(),
  hoursAgo,
  dueHours: z.number().min(1),
  answer: z
    .strictObject({
      hoursLater: z.number().min(0),
      by: z.string(),
      text: z.string(),
      signerName: z.string(),
      signerOffice: z.string(),
      links: z.array(z.strictObject({ title: z.string(), url: z.url() })),
    })
    .optional(),
});

const samplePerson = z.strictObject({
  key: z.string(),
  name: z.string(),
  email: z.email(),
  role: z.enum(roles),
  /** Whom somebody with the role `agency` answers for. */
  agency: z.string().optional(),
});

const samplePicture = z.object({ key: z.string(), alt: z.string() });

export type SampleReport = z.output<typeof sampleReport>;
export type SampleClaim = z.output<typeof sampleClaim>;
export type SampleClarification = z.output<typeof sampleClarification>;
export type SampleRequest = z.output<typeof sampleRequest>;
export type SamplePerson = z.output<typeof samplePerson>;

export interface SampleData {
  claims: SampleClaim[];
  clarifications: SampleClarification[];
  agencies: z.output<typeof sampleAgency>[];
  requests: SampleRequest[];
  staff: SamplePerson[];
  /** A picture's bytes and its description. */
  picture(key: string): { bytes: Buffer; alt: string };
}

/** Reads the files of `seed/`; what they hold stands in seed/README.md. */
export function readSampleData(folder: string): SampleData {
  const read = <S extends z.ZodType>(file: string, schema: S): z.output<S> =>
    schema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const alts = new Map(read('pictures.json', z.array(samplePicture)).map(({ key, alt }) => [key, alt]));
  return {
    claims: read('claims.json', z.array(sampleClaim)),
    clarifications: read('clarifications.json', z.array(sampleClarification)),
    agencies: read('agencies.json', z.array(sampleAgency)),
    requests: read('requests.json', z.array(sampleRequest)),
    staff: read('staff.json', z.array(samplePerson)),
    picture: (key) => ({
      bytes: readFileSync(join(folder, 'pictures', `${key}.png`)),
      alt: alts.get(key) ?? '',
    }),
  };
}
