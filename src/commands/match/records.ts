// What may stand in the files, in JSON Lines and by the names of columns in CSV.
import { z } from 'zod';

const Id = z.union(
  [z.string().min(1, 'is empty'), z.number().transform(String)],
  'must be a text or a number',
);
const Text = z.string('must be a text');
/** In CSV, several ids stand in one cell, with semicolons between them. */
const Ids = z.union(
  [
    z.array(Id),
    z.string().transform((cell) =>
      cell
        .split(';')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
    ),
  ],
  'must be a list of ids',
);
/** Empty cells are as good as absent ones. */
const Optional = z.string('must be a text').nullish();
const Score = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d*\.?\d+(?:e-?\d+)?$/iu)
        .transform(Number),
    ],
    'must be a number',
  )
  .pipe(z.number().min(0, 'must be from 0 to 1').max(1, 'must be from 0 to 1'));

export const ClaimRecord = z.object({ id: Id, text: Text, title: Optional });
export const ReportRecord = z.object({ id: Id, text: Text });
/** A report with the claims that it makes. */
export const LabelledReport = z.object({ id: Id, text: Text, claims: Ids });
export const RightClaims = z.object({ id: Id, claims: Ids });
/** A report with the group that it belongs to, or with its claims: reports that share a claim belong together. */
export const RightGroup = z
  .object({ id: Id, claims: Ids.nullish(), group: z.union([Id, z.literal('')]).nullish() })
  .refine(({ claims, group }) => Boolean(group) || claims, 'needs claims or group');
export const RankRecord = z.object({ id: Id, matches: z.array(z.object({ claim: Id, score: Score })) });
/** A row of a ranking in CSV; a report that nothing is like has one row without a claim. */
export const RankRow = z.object({
  id: Id,
  claim: z.string().nullish(),
  score: z.union([z.literal(''), Score]).nullish(),
});
export const GroupRecord = z.object({ id: Id, group: Id });
