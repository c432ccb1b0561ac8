import type { Translate } from '../web/languages.js';
import type { Claim, ClaimActivity } from './claim.model.js';

export interface ToldStep {
  at: Date;
  by: string;
  text: string;
  /** More of it: a reason, the words before. */
  detail?: string;
  /** The id of another claim that it speaks of. */
  claim?: string;
  /** What it did, where that can perhaps be undone. */
  undo?: 'merge' | 'split';
  /** The move of reports, as both histories name it. */
  move?: string;
}

/** Who did what with a claim, in plain words, newest first. */
export function tellHistory(claim: Pick<Claim, '_id' | 'activity'>, t: Translate): ToldStep[] {
  return claim.activity.map((step) => tellStep(String(claim._id), step, t)).reverse();
}

function tellStep(id: string, { action, at, by, detail = {} }: ClaimActivity, t: Translate): ToldStep {
  const told = { at, by: by?.name ?? t('desk.history.saring') };
  const say = (key: string, params?: Record<string, string | number>) => t(`desk.history.${key}`, params);
  const elsewhere = detail['to'] !== undefined && detail['to'] !== id;
  switch (action) {
    case 'edited':
      return { ...told, text: say(editedKey(detail)), detail: before(detail, t) };
    case 'taken':
      return detail['for']
        ? { ...told, text: say('handedOver', { name: detail['for'] }) }
        : { ...told, text: say('taken') };
    case 'set-aside':
      return {
        ...told,
        text: say('setAside', { reason: t(`words.setAsideReasons.${detail['reason']}`) }),
        ...(detail['note'] && { detail: detail['note'] }),
      };
    case 'merged':
      return { ...told, text: say('merged'), detail: detail['statement'], claim: detail['into'] };
    case 'absorbed':
      return {
        ...told,
        text: say('absorbed', { count: Number(detail['reports'] ?? 0) }),
        detail: detail['statement'],
        claim: detail['from'],
        undo: 'merge',
        move: detail['move'],
      };
    case 'unmerged':
    case 'returned':
      return {
        ...told,
        text: say(action, { count: Number(detail['reports'] ?? 0) }),
        detail: detail['statement'],
        claim: detail['from'] ?? detail['to'],
      };
    case 'match-confirmed':
      // It was there already, put there by the matcher.
      if (!detail['from']) return { ...told, text: say('reportStays') };
      return elsewhere
        ? { ...told, text: say('reportLeft'), claim: detail['to'] }
        : { ...told, text: say('reportCame'), claim: detail['from'] };
    case 'match-rejected':
      if (detail['from'] === id) return { ...told, text: say('reportTakenOut'), claim: detail['to'] };
      return elsewhere
        ? { ...told, text: say('suggestionRejected'), claim: detail['to'] }
        : { ...told, text: say('suggestionRejectedHere') };
    case 'split':
      return { ...told, ...tellSplit(detail, t) };
    case 'harm-marked':
      return { ...told, ...tellHarm(detail, t) };
    case 'rested':
      return { ...told, text: t('queue.history.rested', { count: Number(detail['reports'] ?? 0) }) };
    case 'undone':
      return { ...told, text: t(`queue.history.undone.${detail['what'] ?? 'other'}`) };
    case 'report-erased':
      return { ...told, text: say(action), detail: detail['ticket'] };
    case 'pictures-same':
    case 'pictures-different':
    case 'pictures-undone':
      return { ...told, text: t(`dossier.history.${action}`) };
    case 'evidence-added':
    case 'evidence-edited':
    case 'evidence-withdrawn':
    case 'evidence-restored':
    case 'task-given':
    case 'task-done':
    case 'task-dropped':
    case 'task-reopened':
    case 'note-edited':
      return {
        ...told,
        text: t(`casework.history.${action}`, { name: detail['for'] }),
        detail: [detail['text'], detail['reason']].filter(Boolean).join(' · '),
      };
    case 'answered':
    case 'unanswered':
      return { ...told, text: say(action), detail: detail['title'] };
    default:
      if (action.startsWith('agency-')) {
        return {
          ...told,
          text: t(`agencies.history.${action.slice('agency-'.length)}`, {
            agency: detail['agency'] ?? t('agencies.some'),
          }),
          detail: detail['reason'],
        };
      }
      return { ...told, text: say(action) };
  }
}

function tellHarm({ level, before }: Record<string, string | undefined>, t: Translate) {
  const name = (mark?: string) => t(`queue.harm.levels.${mark}`);
  return {
    text: level === 'none' ? t('queue.history.harmGone') : t('queue.history.harm', { level: name(level) }),
    ...(before !== 'none' && { detail: t('queue.history.before', { level: name(before) }) }),
  };
}

function tellSplit(
  { reports, count, moved, move, statement, from, to }: Record<string, string | undefined>,
  t: Translate,
): Omit<ToldStep, 'at' | 'by'> {
  const key = (away: string) => `desk.history.${moved ? 'moved' : 'split'}${away}`;
  if (reports) {
    return { text: t(key('Off'), { count: reports.split(' ').length }), detail: statement, claim: to };
  }
  // A report that was taken out by itself came without a count.
  return {
    text: count ? t(key('Here'), { count: Number(count) }) : t('desk.history.splitFrom'),
    detail: statement,
    claim: from,
    ...(move && { undo: 'split', move }),
  };
}

function editedKey(detail: Record<string, string>): string {
  if (detail['statement'] === undefined) return 'editedTopic';
  return detail['topic'] === undefined ? 'editedStatement' : 'editedBoth';
}

function before(detail: Record<string, string>, t: Translate): string {
  const words = [detail['statement'], detail['topic'] && t(`words.topics.${detail['topic']}`)];
  return t('desk.history.before', { words: words.filter(Boolean).join(' · ') });
}
