import type { Connection, Model } from 'mongoose';
import type { Logger } from 'pino';
import { ConfigError, type Config } from './config.js';
import { readModel, shippedModel, type Model as MatchingModel } from './matching/model.js';
import { createSearchIndex, type SearchIndex } from './matching/search-index.js';
import { createTextReader, type TextReader } from './media/reading/text-reader.js';
import { createPictureIndex, type PictureIndex } from './media/picture-index.js';
import type { Store } from './store/open-store.js';
import { agencySchema, type Agency } from './agencies/agency.model.js';
import { statementRequestSchema, type StatementRequest } from './agencies/statement-request.model.js';
import { auditHeadSchema, auditSchema, type AuditHead, type AuditLine } from './audit/audit.model.js';
import { claimChecklistSchema, type ClaimChecklist } from './casework/checklist.model.js';
import { evidenceSchema, type Evidence } from './casework/evidence.model.js';
import { taskSchema, type Task } from './casework/task.model.js';
import { blockSchema, type Block } from './blocks/block.model.js';
import { claimSchema, type Claim } from './claims/claim.model.js';
import { bulkActionSchema, type BulkAction } from './claims/queue/bulk-action.model.js';
import { savedFilterSchema, type SavedFilter } from './claims/queue/saved-filter.model.js';
import { picturePairSchema, type PicturePair } from './claims/dossier/picture-pair.model.js';
import { labelSchema, type Label } from './claims/label.model.js';
import { createMatcherThread, type MatcherThread } from './claims/matcher-thread.js';
import { twinSchema, type Twin } from './claims/twins/twin.model.js';
import { clarificationSchema, type Clarification } from './clarifications/clarification.model.js';
import { leaseSchema, type Lease } from './jobs/lease.model.js';
import { positionSchema, type Position } from './jobs/position.model.js';
import { visitSchema, type Visit } from './library/visit.model.js';
import { createMailer, type Mailer } from './notices/mailer.js';
import { noticeSchema, type Notice } from './notices/notice.model.js';
import { deviceSchema, type Device } from './accounts/device.model.js';
import { invitationSchema, type Invitation } from './accounts/invitation.model.js';
import { personSchema, type Person } from './accounts/person.model.js';
import { presenceSchema, type Presence } from './presence/presence.model.js';
import { reportSchema, type Report } from './reports/report.model.js';
import { settingSchema, type Setting } from './settings/setting.model.js';
import { claimFiguresSchema, type ClaimFigures } from './statistics/claim-figures.model.js';
import { dayFiguresSchema, type DayFigures } from './statistics/day-figures.model.js';
import { tokenSchema, type Token } from './accounts/token.model.js';
import { sessionSchema, type StoredSession } from './web/session.model.js';
import { spentPuzzleSchema, type SpentPuzzle } from './web/spent-puzzle.model.js';

export interface Models {
  Agency: Model<Agency>;
  AuditHead: Model<AuditHead>;
  AuditLine: Model<AuditLine>;
  BulkAction: Model<BulkAction>;
  Block: Model<Block>;
  Claim: Model<Claim>;
  ClaimChecklist: Model<ClaimChecklist>;
  ClaimFigures: Model<ClaimFigures>;
  Clarification: Model<Clarification>;
  DayFigures: Model<DayFigures>;
  Evidence: Model<Evidence>;
  Device: Model<Device>;
  Invitation: Model<Invitation>;
  Label: Model<Label>;
  Lease: Model<Lease>;
  Notice: Model<Notice>;
  Person: Model<Person>;
  PicturePair: Model<PicturePair>;
  Position: Model<Position>;
  Presence: Model<Presence>;
  Report: Model<Report>;
  SavedFilter: Model<SavedFilter>;
  Session: Model<StoredSession>;
  Setting: Model<Setting>;
  SpentPuzzle: Model<SpentPuzzle>;
  Task: Model<Task>;
  StatementRequest: Model<StatementRequest>;
  Token: Model<Token>;
  Twin: Model<Twin>;
  Visit: Model<Visit>;
}

/** Rooms ask it for the time, so that tests can choose it. */
export interface Clock {
  now(): Date;
}

/** How far this process has taken in the store. */
export interface Indexed {
  /** The store's own indexes are made: without the unique ones two reports could share a ticket. */
  store?: boolean;
  /** Up to which change of the store the indexes in memory hold it; missing until they were filled. */
  claims?: Date;
  clarifications?: Date;
  pictures?: Date;
  /** The search holds the claims up to there, too. */
  claimSearch?: boolean;
  /** The matcher's losses when it was filled: it holds the claims as long as there are no more. */
  losses?: number;
  /** While the claims are being taken in: how many are, of how many. */
  filling?: { claims: number; of: number };
}

/** The plain object that rooms receive. */
export interface Context {
  config: Config;
  store: Store;
  models: Models;
  /** What the matcher weighs by. */
  model: MatchingModel;
  /** Which claim does a message repeat? Holds every claim that is not set aside or merged. */
  matcher: MatcherThread;
  /** Searches claims (desk) and published clarifications (public) by words; ids are theirs. */
  claimSearch: SearchIndex;
  clarificationSearch: SearchIndex;
  /** Perceptual hashes of the pictures of reports. */
  pictures: PictureIndex;
  /** Reads the text in pictures, in a process of its own. */
  textReader: TextReader;
  indexed: Indexed;
  mailer: Mailer;
  clock: Clock;
  log: Logger;
}

/** Binds every model to a connection. */
export function createModels(connection: Connection): Models {
  return {
    Agency: connection.model<Agency>('Agency', agencySchema),
    AuditHead: connection.model<AuditHead>('AuditHead', auditHeadSchema),
    AuditLine: connection.model<AuditLine>('AuditLine', auditSchema),
    BulkAction: connection.model<BulkAction>('BulkAction', bulkActionSchema),
    Block: connection.model<Block>('Block', blockSchema),
    Claim: connection.model<Claim>('Claim', claimSchema),
    ClaimChecklist: connection.model<ClaimChecklist>('ClaimChecklist', claimChecklistSchema),
    ClaimFigures: connection.model<ClaimFigures>('ClaimFigures', claimFiguresSchema),
    Clarification: connection.model<Clarification>('Clarification', clarificationSchema),
    DayFigures: connection.model<DayFigures>('DayFigures', dayFiguresSchema),
    Evidence: connection.model<Evidence>('Evidence', evidenceSchema),
    Device: connection.model<Device>('Device', deviceSchema),
    Invitation: connection.model<Invitation>('Invitation', invitationSchema),
    Label: connection.model<Label>('Label', labelSchema),
    Lease: connection.model<Lease>('Lease', leaseSchema),
    Notice: connection.model<Notice>('Notice', noticeSchema),
    Person: connection.model<Person>('Person', personSchema),
    PicturePair: connection.model<PicturePair>('PicturePair', picturePairSchema),
    Position: connection.model<Position>('Position', positionSchema),
    Presence: connection.model<Presence>('Presence', presenceSchema),
    Report: connection.model<Report>('Report', reportSchema),
    SavedFilter: connection.model<SavedFilter>('SavedFilter', savedFilterSchema),
    Session: connection.model<StoredSession>('Session', sessionSchema),
    Setting: connection.model<Setting>('Setting', settingSchema),
    SpentPuzzle: connection.model<SpentPuzzle>('SpentPuzzle', spentPuzzleSchema),
    Task: connection.model<Task>('Task', taskSchema),
    StatementRequest: connection.model<StatementRequest>('StatementRequest', statementRequestSchema),
    Token: connection.model<Token>('Token', tokenSchema),
    Twin: connection.model<Twin>('Twin', twinSchema),
    Visit: connection.model<Visit>('Visit', visitSchema),
  };
}

export function createContext(parts: {
  config: Config;
  store: Store;
  log: Logger;
  clock?: Clock;
  mailer?: Mailer;
  matcher?: MatcherThread;
}): Context {
  const { config, store, log } = parts;
  const model = modelOf(config);
  return {
    config,
    store,
    models: createModels(store.connection),
    model,
    matcher: parts.matcher ?? createMatcherThread({ log, model }),
    claimSearch: createSearchIndex(),
    clarificationSearch: createSearchIndex(),
    pictures: createPictureIndex(),
    textReader: createTextReader(),
    indexed: {},
    mailer: parts.mailer ?? createMailer(config),
    clock: parts.clock ?? { now: () => new Date() },
    log,
  };
}

function modelOf({ matchingModel }: Config): MatchingModel {
  if (matchingModel === undefined) return shippedModel();
  try {
    return readModel(matchingModel);
  } catch (error) {
    throw new ConfigError(`MATCHING_MODEL: ${error instanceof Error ? error.message : String(error)}`);
  }
}
