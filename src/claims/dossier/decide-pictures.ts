import { Types } from 'mongoose';
import { actorOf } from '../../accounts/actor.js';
import type { Context } from '../../context.js';
import { badInput, conflict, notFound } from '../../errors.js';
import type { SignedIn } from '../../web/request.js';
import { recordOnClaim } from '../change-claim.js';
import type { Claim } from '../claim.model.js';
import type { PictureDecision, PicturePair } from './picture-pair.model.js';
import { isDuplicate } from '../../store/duplicate.js';

export interface PicturesDecided {
  /** The claim on whose page the two pictures are seen. */
  claim: Pick<Claim, '_id'>;
  /** Perceptual hashes, in either order. */
  first: string;
  second: string;
  decision: PictureDecision;
  by: SignedIn;
}

/**
 * A person says whether two pictures are the same one. One write decides, by the index that has each pair once: of two
 * people who decide at once one wins. Saying the same again changes nothing.
 *
 * @throws AppError `bad_input` when the claim has no such pictures, `conflict` when somebody decided before.
 */
export async function decidePictures(context: Context, asked: PicturesDecided): Promise<PicturePair> {
  const { claim, decision, by } = asked;
  const [first = '', second = ''] = [asked.first, asked.second].sort((a, b) => (a < b ? -1 : 1));
  const found = await Promise.all([first, second].map((hash) => hasPicture(context, claim._id, hash)));
  if (first === second || found.includes(false)) throw badInput({ second: { reason: 'picture_elsewhere' } });
  const pair: PicturePair = {
    _id: new Types.ObjectId(),
    first,
    second,
    decision,
    decidedBy: actorOf(by),
    decidedAt: context.clock.now(),
    claim: claim._id,
  };
  try {
    await context.models.PicturePair.create([pair]);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return settled(context, asked, { first, second });
  }
  await tell(context, pair);
  return pair;
}

/** Somebody decided already: the same person saying the same (a double click) is well, anything else a lost race. */
async function settled(
  context: Context,
  { decision, by }: PicturesDecided,
  names: Pick<PicturePair, 'first' | 'second'>,
): Promise<PicturePair> {
  const known = await context.models.PicturePair.findOne(names).lean();
  // It was undone in this moment.
  if (!known) throw conflict('dossier.pictures.undoneMeanwhile');
  const mine = known.decidedBy.person.equals(by.id);
  if (!mine || known.decision !== decision) {
    throw conflict(`dossier.pictures.decided.${known.decision}.${mine ? 'you' : 'somebody'}`, {
      name: known.decidedBy.name,
    });
  }
  // The process may have died before the history told of it.
  await tell(context, known);
  return known;
}

/** Told once, however often it is said: the step bears the pair's id. */
const tell = (context: Context, { _id, claim, decision, decidedBy }: PicturePair) =>
  recordOnClaim(context, claim, decidedBy, { action: `pictures-${decision}`, detail: { move: String(_id) } });

async function hasPicture(context: Context, claim: Types.ObjectId, hash: string): Promise<boolean> {
  return (await context.models.Report.exists({ 'pictures.perceptualHash': hash, claim })) !== null;
}

/**
 * Takes a decision on two pictures back: they are asked about again.
 *
 * @param asked `id` is the pair's.
 * @throws AppError `conflict` when somebody undid it before.
 */
export async function undoPictures(
  context: Context,
  asked: { claim: Pick<Claim, '_id'>; id: string; by: SignedIn },
): Promise<void> {
  const id = new Types.ObjectId(asked.id);
  const { PicturePair } = context.models;
  const pair = await PicturePair.findById(id).lean();
  // Of two people who undo it at once, one removes it.
  const gone = pair && (await PicturePair.deleteOne({ _id: id }));
  if (!pair || gone?.deletedCount === 0) throw conflict('dossier.pictures.undoneBefore');
  const told = await recordOnClaim(context, asked.claim._id, actorOf(asked.by), {
    action: 'pictures-undone',
    detail: { decision: pair.decision },
  });
  if (!told) throw notFound();
}

/** More conditions than this the store would rather answer by reading everything. */
const atOnce = 200;

/** What people said of pairs among these pictures. */
export async function decisionsOn(context: Context, hashes: readonly string[]): Promise<PicturePair[]> {
  if (hashes.length < 2) return [];
  const known = new Set(hashes);
  const batches = Array.from({ length: Math.ceil(hashes.length / atOnce) }, (_, batch) =>
    hashes.slice(batch * atOnce, (batch + 1) * atOnce),
  );
  const found = await Promise.all(
    batches.map((first) => context.models.PicturePair.find({ first: { $in: first } }).lean<PicturePair[]>()),
  );
  return found.flat().filter(({ second }) => known.has(second));
}
