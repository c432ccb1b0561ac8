import { createHmac } from 'node:crypto';
import { createChallenge, randomInt, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge, Payload } from 'altcha-lib/types';
import { z } from 'zod';
import type { Context } from '../context.js';
import { isDuplicate } from '../store/duplicate.js';

export interface Puzzles {
  /** A new puzzle, in the format of ALTCHA 2, for public/js/report-puzzle.js to solve. */
  make(): Promise<Challenge>;
  /**
   * Accepts a solution once.
   * @param solution base64 of `{challenge, solution}` as JSON.
   * @returns whether it is right, in time, and not spent before.
   */
  spend(solution: string): Promise<boolean>;
}

/** One key takes long to derive, and one of so many is the right one: the phone calls its fast native code rarely. */
const keys = 50;
/** How long a puzzle may be solved and used, in milliseconds: people fill in forms slowly. */
const lifetime = 2 * 60 * 60 * 1000;
const longestSolution = 4000;

const payloadSchema = z.object({
  challenge: z.object({
    parameters: z.looseObject({ data: z.object({ until: z.number() }) }),
    signature: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string().max(200) }),
});

/**
 * Puzzles that cost a browser a moment and a flood of reports a lot. PBKDF2 and not plain hashes: browsers derive
 * keys in native code, so a phone is hardly slower than a spammer's program.
 */
export function createPuzzles(context: Context): Puzzles {
  const { config, models, clock } = context;
  const secretFor = (use: string) => createHmac('sha256', config.secret).update(use).digest('hex');
  const secrets = {
    hmacSignatureSecret: secretFor('puzzle'),
    hmacKeySignatureSecret: secretFor('puzzle key'),
  };
  return {
    make: () =>
      createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost: Math.ceil(config.proofOfWorkCost / keys),
        counter: randomInt(Math.min(keys, config.proofOfWorkCost)),
        deriveKey,
        // Not `expiresAt`: the library would compare it with its own clock.
        data: { until: clock.now().getTime() + lifetime },
        ...secrets,
      }),
    async spend(solution) {
      const payload = readPayload(solution);
      if (!payload) return false;
      const { challenge } = payload;
      const until = Number(challenge.parameters.data?.['until']);
      if (!(until > clock.now().getTime())) return false;
      const { verified } = await verifySolution({ ...payload, deriveKey, ...secrets });
      if (!verified || !challenge.signature) return false;
      try {
        await models.SpentPuzzle.create({ _id: challenge.signature, expiresAt: new Date(until) });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
  };
}

function readPayload(solution: string): Payload | undefined {
  if (solution.length > longestSolution) return undefined;
  try {
    const read = JSON.parse(Buffer.from(solution, 'base64').toString('utf8')) as unknown;
    return payloadSchema.safeParse(read).success ? (read as Payload) : undefined;
  } catch {
    return undefined;
  }
}
