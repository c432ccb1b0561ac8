import type { Request } from 'express';
import { staffOf } from '../accounts/require-staff.js';
import { untickedOf } from '../casework/checklist-of.js';
import { offeredSources } from '../casework/offered-sources.js';
import { verdicts, type Claim } from '../claims/claim.model.js';
import { publicClaim, type PublicClaim } from '../claims/claim.view.js';
import type { Context } from '../context.js';
import { tellFields, type FieldProblem } from '../errors.js';
import { presenceInEditor } from '../presence/page-presence.js';
import { offeredStatements } from '../agencies/offered-statements.js';
import { readRef } from '../agencies/statement-ref.js';
import { kinds, type Clarification } from './clarification.model.js';
import { most } from './clarification.schema.js';
import type { Typed } from './editor-form.js';
import { reportersToReach } from './count-reporters.js';
import { renderMarkdown } from './render-markdown.js';

/** The form can be a new draft, an article that is not public yet, or a correction of one that is. */
export type EditorMode = 'new' | 'edit' | 'correct';

export interface Editor {
  mode: EditorMode;
  typed: Typed;
  /** Missing in a new draft. */
  article?: Clarification;
  /** The id that a new draft is going to have: sending it twice makes one. */
  newId?: string;
  fields?: Record<string, FieldProblem>;
  showPreview?: boolean;
  /** Says who was first, when somebody was. */
  conflict?: string;
  /** The draft was saved; only handing it on was refused. */
  savedFirst?: boolean;
  /** What was typed can no longer be saved here. */
  locked?: boolean;
  found?: readonly Claim[];
  /** Rows of sources that are free. */
  freeRows?: number;
}

/** Free rows that the form always offers, so that sources can be added without JavaScript. */
const freeRows = 2;

const headings: Record<EditorMode, string> = {
  new: 'clarifications.editor.new',
  edit: 'clarifications.editor.edit',
  correct: 'clarifications.correct.title',
};

/** Everything that the editor's template shows. */
export async function editorView(context: Context, request: Request, editor: Editor) {
  const { mode, typed, article } = editor;
  const fields = editor.fields ? tellFields(editor.fields, request.t) : undefined;
  const rows = [
    ...typed.sources,
    ...Array.from({ length: editor.freeRows ?? freeRows }, () => ({ title: '', url: '' })),
  ].slice(0, most.sources);
  const claims = await linkedClaims(context, typed.claims);
  const id = article ? String(article._id) : editor.newId;
  return {
    presence:
      id &&
      (await presenceInEditor(context, {
        id,
        claims: claims.map((claim) => claim.id),
        version: article?.version,
        person: staffOf(request),
        // What was typed comes back to be typed on.
        doing: request.method === 'POST' ? 'writing' : 'looking',
        t: request.t,
      })),
    pageTitle: request.t(headings[mode]),
    savedFirst: editor.savedFirst ?? false,
    isCorrection: mode === 'correct',
    willTell: mode === 'correct' && article ? await reportersToReach(context, article._id) : undefined,
    inReview: article?.status === 'in-review',
    action: actionOf(editor),
    latestUrl: article && request.link(`/meja/klarifikasi/${String(article._id)}`),
    newId: editor.newId,
    typed,
    errors: fields,
    conflict: editor.conflict,
    locked: editor.locked ?? false,
    most,
    verdicts,
    kinds,
    rows: rows.map(({ title, url }, at) => ({
      title,
      url,
      number: at + 1,
      titlePath: `sources.${at}.title`,
      urlPath: `sources.${at}.url`,
    })),
    claims,
    offered: await offeredSources(context, typed),
    unticked: mode === 'correct' ? [] : await untickedOf(context, claims),
    statements: await offeredStatements(
      context,
      claims.map(({ id }) => id),
      typed.statements.flatMap((text) => readRef(text) ?? []),
    ),
    found: editor.found?.map(claimChoice),
    cover: article?.cover && {
      url: `/meja/gambar/${String(article.cover.thumbnail)}`,
      alt: article.cover.alt,
    },
    preview: editor.showPreview ? renderMarkdown(typed.body) : undefined,
    returnedNote: article?.returnedNote,
    history: article ? historyOf(article, request) : [],
  };
}

function actionOf({ mode, article }: Editor): string {
  if (!article) return '/meja/klarifikasi';
  return `/meja/klarifikasi/${String(article._id)}${mode === 'correct' ? '/koreksi' : ''}`;
}

async function linkedClaims(context: Context, ids: readonly string[]): Promise<ClaimChoice[]> {
  const known = ids.filter((id) => /^[0-9a-f]{24}$/i.test(id)).slice(0, most.claims);
  const claims = await context.models.Claim.find({ _id: { $in: known } }).lean();
  const byId = new Map(claims.map((claim) => [String(claim._id), claim]));
  return known.flatMap((id) => {
    const claim = byId.get(id.toLowerCase());
    return claim ? [claimChoice(claim)] : [];
  });
}

export type ClaimChoice = Pick<PublicClaim, 'id' | 'slug' | 'statement' | 'status' | 'reportCount'>;

export function claimChoice(claim: Claim): ClaimChoice {
  const { id, slug, statement, status, reportCount } = publicClaim(claim);
  return { id, slug, statement, status, reportCount };
}

/** Newest first, in words. */
export function historyOf(article: Clarification, request: Request) {
  return article.activity
    .map(({ at, by, action, note }) => ({
      at,
      by: by.name,
      text: request.t(`clarifications.history.${action}`),
      detail: note,
    }))
    .toReversed();
}
