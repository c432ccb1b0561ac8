import type { Request } from 'express';
import { staffOf } from '../accounts/require-staff.js';
import { untickedOf } from '../casework/checklist-of.js';
import type { Context } from '../context.js';
import type { Clarification } from './clarification.model.js';
import { staffClarification } from './clarification.view.js';
import { missingParts } from './completeness.js';
import { countReporters, reportsTold } from './count-reporters.js';
import { historyOf } from './editor.view.js';
import { shownStatements } from './show-statements.js';
import { canCorrect, canEdit, canPublish, canRetract, canReview, canSubmit } from './permissions.js';

/** Everything that an article's page on the desk shows, for whoever asks. */
export async function articleView(context: Context, request: Request, article: Clarification) {
  const { Claim } = context.models;
  const { t } = request;
  const person = staffOf(request);
  const claims = await Claim.find({ _id: { $in: article.claims } }).lean();
  const statements = await shownStatements(context, article, t, 'desk');
  const shown = staffClarification(article, { claims, config: context.config, t, statements });
  const reviewed = article.status === 'in-review';
  return {
    article: {
      ...shown,
      // Covers are public with their article; before that, staff see them by the desk's own address.
      cover: shown.cover && { ...shown.cover, url: shown.cover.url.replace(/^/, '/meja') },
      corrections: shown.corrections.map(({ at, note, changed }) => ({
        at,
        detail: note,
        text: t('clarifications.changedFields', {
          fields: changed.map((field) => t(`clarifications.fields.${field}`)).join(', '),
        }),
      })),
    },
    unticked: article.publishedAt
      ? []
      : await untickedOf(
          context,
          claims.map(({ _id, statement }) => ({ id: String(_id), statement })),
        ),
    reach: reviewed ? await countReporters(context, article.claims) : undefined,
    told: article.publishedAt ? (await reportsTold(context, article._id)).length : undefined,
    complete: Object.keys(missingParts(article)).length === 0,
    history: historyOf(article, request),
    may: {
      edit: canEdit(person, article),
      submit: canSubmit(person, article),
      review: canReview(person, article),
      publish: canPublish(person, article, context.config),
      correct: canCorrect(person, article),
      retract: canRetract(person, article),
    },
  };
}
