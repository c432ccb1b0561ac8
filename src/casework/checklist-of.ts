import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { readSetting } from '../settings/read-setting.js';
import type { ClaimChecklist } from './checklist.model.js';

export interface ShownStep {
  id: string;
  label: string;
  ticked: { by: string; at: string } | null;
}

/** The newsroom's checklist as it stands for a claim: the steps on the list, each with who ticked it and when. */
export async function checklistOf(context: Context, claim: Types.ObjectId) {
  const [{ value }, kept] = await Promise.all([
    readSetting(context, 'checklist'),
    context.models.ClaimChecklist.findById(claim).lean<ClaimChecklist>(),
  ]);
  const labels = new Map(value.steps.map(({ id, label }) => [id, label]));
  const steps = value.steps
    .filter(({ retired }) => !retired)
    .map(({ id, label }): ShownStep => {
      const tick = kept?.ticks && Object.hasOwn(kept.ticks, id) ? kept.ticks[id] : undefined;
      return { id, label, ticked: tick ? { by: tick.by.name, at: tick.at.toISOString() } : null };
    });
  return {
    steps,
    done: steps.filter(({ ticked }) => ticked !== null).length,
    count: steps.length,
    /** What was ticked and unticked, newest first. */
    moves: (kept?.moves ?? [])
      .map(({ at, by, step, ticked }) => ({
        at: at.toISOString(),
        by: by.name,
        ticked,
        label: labels.get(step) ?? step,
      }))
      .toReversed(),
  };
}

export interface Unticked {
  id: string;
  statement: string;
  /** Labels of the steps that nobody ticked. */
  steps: string[];
}

/** Of an article's claims those on which steps of the checklist are still open, for whoever hands it on or reviews it. */
export async function untickedOf(
  context: Context,
  claims: readonly { id: string; statement: string }[],
): Promise<Unticked[]> {
  const shown = await Promise.all(
    claims.map(async ({ id, statement }) => {
      const { steps } = await checklistOf(context, new Types.ObjectId(id));
      const open = steps.filter(({ ticked }) => ticked === null).map(({ label }) => label);
      return { id, statement, steps: open };
    }),
  );
  return shown.filter(({ steps }) => steps.length > 0);
}
