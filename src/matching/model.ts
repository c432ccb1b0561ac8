// What turns evidence into a probability: two logistic regressions whose weights are learned from labelled pairs (see
// train-model.ts) and kept as a small file that a person can read.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * The evidence that is weighed, each 0…1: how alike the two are, how much they share in all, how like the message is to
 * claims that it does not make (a message of common words is like everything), whether both were written in the same
 * days, and whether their numbers or dates contradict.
 */
export const evidenceNames = ['likeness', 'amount', 'crowd', 'days', 'numbers'] as const;
export type EvidenceName = (typeof evidenceNames)[number];
export type Evidence = Record<EvidenceName, number>;

const Weights = z.strictObject({
  /** Log-odds of being one claim without any evidence. */
  intercept: z.number(),
  likeness: z.number(),
  amount: z.number(),
  crowd: z.number(),
  days: z.number(),
  numbers: z.number(),
});
/** Log-odds for each piece of evidence in full. */
export type Weights = z.infer<typeof Weights>;

const Share = z.number().min(0).max(1);
const Model = z.strictObject({
  /** For a message and a claim in its own words, which are few and say nothing else. */
  claim: Weights,
  /** For two messages, which say much besides. */
  message: Weights,
  /**
   * From this probability a report is put to the claim without asking, unless something speaks against it: by the
   * claim's own words, or by another message that made it.
   */
  attachFrom: z.strictObject({ claim: Share, message: Share }),
  /** From this probability a verifier is asked. */
  suggestFrom: Share,
  /** From this probability two reports of a stream come into one group. */
  joinFrom: Share,
});
export type Model = z.infer<typeof Model>;

/**
 * Reads a model from a JSON file.
 * @throws Error that names the file and the field when it holds no model.
 */
export function readModel(file: string | URL): Model {
  const name = file instanceof URL ? file.pathname : file;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const parsed = Model.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${name}: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'holds no model'}`);
}

let shipped: Model | undefined;

/** The model that comes with Saring: `model.json` beside the sources. */
export function shippedModel(): Model {
  // The compiled program lies in dist/matching, as deep as src/matching.
  shipped ??= readModel(new URL('../../src/matching/model.json', import.meta.url));
  return shipped;
}

/** 0…1: how surely the two are one claim. */
export function probability(weights: Weights, evidence: Evidence): number {
  let odds = weights.intercept;
  for (const name of evidenceNames) odds += weights[name] * evidence[name];
  return 1 / (1 + Math.exp(-odds));
}
