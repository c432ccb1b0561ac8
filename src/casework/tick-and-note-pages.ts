import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import { noteSchema } from '../claims/claim.schema.js';
import type { Claim } from '../claims/claim.model.js';
import { needClaim } from '../claims/find-claim.js';
import type { Context } from '../context.js';
import { notAllowed, notFound, parse } from '../errors.js';
import { done, fieldsOf } from '../web/forms.js';
import { tickSchema } from './checklist.schema.js';
import { canEditNote, editNote, noteOf } from './edit-note.js';
import { version } from './evidence.schema.js';
import { deskNote } from './note.view.js';
import { tickStep } from './tick-step.js';

const noteNumber = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number);
const editedNoteSchema = z.object({ text: noteSchema.shape.text, edits: version });

/** A claim's checklist, and the notes that their authors put right. */
export function tickAndNotePages(context: Context): Router {
  const router = Router();
  const staff = requireStaff(canTriage);

  const claimOf = (request: Request): Promise<Claim> => needClaim(context, String(request.params['id']));

  router.post('/meja/klaim/:id/daftar-periksa', staff, async (request, response) => {
    const claim = await claimOf(request);
    const { step, ticked } = parse(tickSchema, request.body);
    await tickStep(context, {
      claim: String(claim._id),
      by: staffOf(request),
      step,
      ticked: ticked === 'yes',
    });
    const said = request.t(`casework.done.${ticked === 'yes' ? 'ticked' : 'unticked'}`);
    done(request, response, `/meja/klaim/${String(claim._id)}#daftar-periksa`, said);
  });

  const noteAsked = async (request: Request) => {
    const claim = await claimOf(request);
    const number = noteNumber.safeParse(request.params['number']).data;
    if (number === undefined) throw notFound();
    const note = noteOf(claim, number);
    if (!canEditNote(staffOf(request), note)) throw notAllowed('casework.notes.notYours');
    return { claim, number, note };
  };
  const showNote = (
    response: Response,
    { claim, number, note }: Awaited<ReturnType<typeof noteAsked>>,
    model: object = {},
  ) => {
    response.render('casework/note', {
      claim: { id: String(claim._id), statement: claim.statement },
      note: deskNote(note, number),
      edits: note.edits?.length ?? 0,
      typed: { text: note.text },
      ...model,
    });
  };

  router.get('/meja/klaim/:id/catatan/:number', staff, async (request, response) => {
    showNote(response, await noteAsked(request));
  });

  router.post('/meja/klaim/:id/catatan/:number', staff, async (request, response) => {
    const asked = await noteAsked(request);
    const id = String(asked.claim._id);
    try {
      const given = parse(editedNoteSchema, request.body);
      await editNote(context, { ...given, id, number: asked.number, by: staffOf(request) });
    } catch (error) {
      const errors = fieldsOf(error, request);
      response.status(400);
      showNote(response, asked, { errors, typed: request.body as object });
      return;
    }
    done(request, response, `/meja/klaim/${id}#catatan`, request.t('casework.done.noteEdited'));
  });
  return router;
}
