import type { ErrorRequestHandler, Request } from 'express';
import { canTriage } from '../accounts/permissions.js';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { refusalSentence } from './tell-race.js';

/** Fields in which people write, whatever stands in them; one word is a text, too. */
const written = new Set(['statement', 'text', 'note', 'title', 'summary', 'body', 'quote', 'comment']);

/**
 * Two people pressed buttons of one thing on the desk, or a button is out of date: says what happened meanwhile and
 * leads back, without losing what was typed. For every form under `/meja` whose own page does not say it.
 */
export function tellRefusals(context: Context): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const back = wayBack(request.path);
    const isTold =
      error instanceof AppError && (error.status === 409 || (error.status === 403 && back?.of === 'claim'));
    if (request.method !== 'POST' || request.wantsJson || !isTold || !back || !request.person) {
      next(error);
      return;
    }
    const { person, t } = request;
    response.status(error.status).render('desk/refused', {
      message: refusalSentence(error, { person, now: context.clock.now(), t }),
      kept: keptOf(request),
      raced: error.code === 'conflict',
      back: back.path,
      ofClaim: back.of === 'claim',
      section: back.of === 'article' ? 'clarifications' : back.of === 'claim' ? 'queue' : undefined,
      toQueue: canTriage(person),
    });
  };
}

/** The page on which the latest state of what a form was about stands. */
function wayBack(path: string): { path: string; of: 'claim' | 'article' | 'other' } | undefined {
  const [, room, id] = /^\/meja\/([a-z-]+)(?:\/([a-z0-9-]+))?\/?/i.exec(path) ?? [];
  if (!room) return undefined;
  if (room === 'klaim' && id) return { path: `/meja/klaim/${id}`, of: 'claim' };
  if (room === 'klarifikasi' && id) return { path: `/meja/klarifikasi/${id}`, of: 'article' };
  const asked = /^\/meja\/(?:instansi\/)?permintaan\/[0-9a-f]{24}(?=\/)/i.exec(path)?.[0];
  return { path: asked ?? `/meja/${room}`, of: 'other' };
}

/** What somebody wrote, rather than chose. */
function keptOf(request: Request): string[] {
  const fields = Object.entries((request.body ?? {}) as Record<string, unknown>);
  return fields
    .map(([name, value]) => (typeof value === 'string' && isWritten(name, value.trim()) ? value.trim() : ''))
    .filter(Boolean);
}

const isWritten = (name: string, value: string) =>
  written.has(name) || /\s/.test(value) || /^https?:\/\//i.test(value);
