import { agencyRaces } from '../../claims/races/agency-races.js';
import { articleRaces } from '../../claims/races/article-races.js';
import { caseworkRaces } from '../../claims/races/casework-races.js';
import { claimRaces } from '../../claims/races/claim-races.js';
import { moveRaces } from '../../claims/races/move-races.js';
import { queueRaces } from '../../claims/races/queue-races.js';
import type { Race } from '../../claims/races/race.js';

/** Every act for which two people can race has a way to do it there. */
export const races: readonly Race[] = [
  ...claimRaces,
  ...moveRaces,
  ...queueRaces,
  ...articleRaces,
  ...caseworkRaces,
  ...agencyRaces,
];

/** The line that each of them leaves when the first of the two does it, by what it does. */
export const lineOfRace: Readonly<Record<string, string>> = {
  'takes it': 'claim.taken',
  'takes it by its status': 'claim.taken',
  'lets it go': 'claim.released',
  'gives it to somebody': 'claim.taken',
  'sets it aside': 'claim.set-aside',
  'opens it again': 'claim.reopened',
  'words it': 'claim.edited',
  'notes something': 'claim.noted',
  'merges it into another': 'claim.merged',
  'undoes a merge': 'claim.unmerged',
  'takes reports out of it': 'claim.split',
  'undoes a split': 'claim.merged',
  'decides on a report': 'match.confirmed',
  'decides whether two claims are one': 'twin.merged',
  'marks how harmful it is': 'claim.harm-marked',
  'says that its answer is enough': 'claim.rested',
  'says whether two pictures are one': 'claim.pictures-same',
  'takes back what was said of two pictures': 'claim.pictures-undone',
  'starts an article on it': 'clarification.drafted',
  'edits its article': 'clarification.edited',
  'hands its article in': 'clarification.submitted',
  'gives its article back': 'clarification.returned',
  'publishes its article': 'clarification.published',
  'publishes one of two articles on it': 'clarification.published',
  'corrects its article': 'clarification.corrected',
  'retracts its article': 'clarification.retracted',
  'adds evidence': 'evidence.added',
  'edits evidence': 'evidence.edited',
  'says where evidence is archived': 'evidence.archived',
  'withdraws evidence': 'evidence.withdrawn',
  'uses evidence again': 'evidence.restored',
  'moves evidence in its list': 'evidence.moved-down',
  'ticks a step of the checklist': 'claim.step-ticked',
  'gives a task': 'task.given',
  'does a task': 'task.done',
  'drops a task': 'task.dropped',
  'opens a task again': 'task.reopened',
  'asks an agency about it': 'request.asked',
  'withdraws what an agency was asked': 'request.withdrawn',
  'gives an agency more time': 'request.extended',
  'signs an agency’s statement': 'statement.signed',
  'corrects an agency’s statement': 'statement.corrected',
  'says that an agency does not answer': 'request.declined',
  'retracts an agency’s statement': 'statement.retracted',
};
