import { Schema, type Types } from 'mongoose';
import type { Conflict } from '../matching/conflicts.js';

/** Where a message was seen. */
export const channels = [
  'whatsapp',
  'facebook',
  'instagram',
  'tiktok',
  'x',
  'telegram',
  'youtube',
  'website',
  'sms',
  'word-of-mouth',
  'other',
] as const;
export type Channel = (typeof channels)[number];

export const matchStates = ['suggested', 'confirmed', 'rejected'] as const;
export type MatchState = (typeof matchStates)[number];

/**
 * What a report and a claim have in common: words, a whole text, a link, a picture (or one that looks the same),
 * and the words that a machine read in a picture.
 */
export const matchEvidence = ['words', 'repeat', 'link', 'picture', 'reading'] as const;
export type MatchEvidence = (typeof matchEvidence)[number];

/**
 * Why a report belongs, may belong, or does not belong to a claim. While `state` is `confirmed`, `claim` is the
 * report's own claim; a `suggested` or `rejected` match names another one.
 */
export interface ReportMatch {
  claim: Types.ObjectId;
  /** 0…1 as the engine gave it; 1 for an exact repeat and for the report that opened its claim. */
  score: number;
  /** Shared words as the report wrote them, most telling first. */
  words: string[];
  /** What spoke for the match; empty when a person chose the claim, missing in older reports. */
  by?: MatchEvidence[];
  /** What spoke against it, with the words as the two texts write them; missing where nothing did. */
  against?: Conflict[];
  /** The figures that the score was made of, each 0…1 by its name; missing where no text was compared. */
  evidence?: Record<string, number>;
  state: MatchState;
  decidedBy: 'matcher' | 'verifier';
  person?: Types.ObjectId;
  at: Date;
  /** The claim that was named, where a merge has led `claim` on from it: undoing the merge leads back. */
  named?: Types.ObjectId;
  /** How it stood before a merge of the two claims answered it: undoing the merge asks again. */
  was?: 'suggested' | 'rejected';
}

/** How a report came from one claim to another; each has a sentence under `reports.history`. */
export const moveKinds = ['merged', 'unmerged', 'split', 'moved', 'confirmed', 'separated'] as const;
export type MoveKind = (typeof moveKinds)[number];

/** One step of a report's way through claims. */
export interface ReportMove {
  at: Date;
  how: MoveKind;
  from: Types.ObjectId;
  to: Types.ObjectId;
}

/** A picture of a report: the re-encoded original and its thumbnail lie in GridFS. Never public. */
export interface ReportPicture {
  file: Types.ObjectId;
  thumbnail: Types.ObjectId;
  /** Hex SHA-256 of the bytes as uploaded. */
  sha256: string;
  /** 64 bits as 16 hex digits; likeness is the Hamming distance. */
  perceptualHash: string;
  width: number;
  height: number;
  /** The text in it as a machine read it, '' where there is none or it could not be read; missing until then. */
  reading?: string;
}

export interface Report {
  _id: Types.ObjectId;
  /** `SRG-7K3Q-9FXD`: whoever has it may follow the report. */
  ticket: string;
  text: string;
  /** Hex SHA-256 of the normalised text, '' when there is none. */
  fingerprint: string;
  urls: string[];
  /** The telling ones of `urls` and of the links in the text, written one way: see reports/telling-links.ts. */
  links: string[];
  pictures: ReportPicture[];
  /** Its pictures wait for being read. */
  toRead?: true;
  channel?: Channel;
  /** ISO 3166-2 code of a province, such as `ID-JB`. */
  region?: string;
  /** Why the reporter doubts the message. */
  doubt?: string;
  /**
   * Left out of every query unless asked for by name: only notices need it. `sealed` is the address as
   * privacy/seal-contact.ts seals it; `since` is when the time began after which it is removed.
   */
  contact?: { sealed: string; since: Date };
  /** There is a contact. */
  wantsNews?: true;
  /** Stands for the address (IP) that it came from, as privacy/sender-key.ts makes it; removed after `senderUntil`. */
  sender?: string;
  senderUntil?: Date;
  /** Its sender's earlier reports of the claim, that day, are as many as count: see claims/mark-surplus.ts. */
  surplus?: true;
  /** Its reporter had everything personal in it erased. */
  erasedAt?: Date;
  /** The language that the reporter read the site in: notices are written in it. */
  language: 'id' | 'en';
  /**
   * The claim that it belongs to now. Always a live one, but for the moment in which a merge is carried through: it is
   * where the merges since lead from `home`.
   */
  claim: Types.ObjectId;
  /**
   * The claim that the matcher or a person put it into. Merging and undoing a merge leave it alone: so an undone merge
   * brings back exactly what came with it. Missing in older reports, whose home is `claim` until that is merged.
   */
  home?: Types.ObjectId;
  /** Its way from claim to claim, oldest first; missing while it stayed where it came. */
  moves?: ReportMove[];
  match: ReportMatch;
  /** Makes a repeated submission give the same ticket. */
  idempotencyKey?: string;
  source: 'form' | 'api' | 'command';
  createdAt: Date;
  updatedAt: Date;
}

export const conflictSchema = new Schema<Conflict>(
  {
    kind: { type: String, required: true },
    report: { type: String, required: true },
    claim: { type: String, required: true },
  },
  { _id: false },
);

export const reportSchema = new Schema<Report>(
  {
    ticket: { type: String, required: true },
    text: { type: String, default: '' },
    fingerprint: { type: String, default: '' },
    urls: { type: [String], default: [] },
    links: { type: [String], default: [] },
    pictures: {
      type: [
        new Schema<ReportPicture>(
          {
            file: { type: Schema.Types.ObjectId, required: true },
            thumbnail: { type: Schema.Types.ObjectId, required: true },
            sha256: { type: String, required: true },
            perceptualHash: { type: String, required: true },
            width: { type: Number, required: true },
            height: { type: Number, required: true },
            reading: String,
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    toRead: Boolean,
    channel: { type: String, enum: channels },
    region: String,
    doubt: String,
    contact: {
      type: new Schema(
        { sealed: { type: String, required: true }, since: { type: Date, required: true } },
        { _id: false },
      ),
      select: false,
    },
    wantsNews: Boolean,
    sender: String,
    senderUntil: Date,
    surplus: Boolean,
    erasedAt: Date,
    language: { type: String, enum: ['id', 'en'], default: 'id' },
    claim: { type: Schema.Types.ObjectId, required: true },
    home: Schema.Types.ObjectId,
    moves: {
      type: [
        new Schema<ReportMove>(
          {
            at: { type: Date, required: true },
            how: { type: String, enum: moveKinds, required: true },
            from: { type: Schema.Types.ObjectId, required: true },
            to: { type: Schema.Types.ObjectId, required: true },
          },
          { _id: false },
        ),
      ],
      default: undefined,
    },
    match: {
      type: new Schema<ReportMatch>(
        {
          claim: { type: Schema.Types.ObjectId, required: true },
          score: { type: Number, required: true },
          words: { type: [String], default: [] },
          by: { type: [{ type: String, enum: matchEvidence }], default: undefined },
          against: {
            type: [conflictSchema],
            default: undefined,
          },
          evidence: { type: Map, of: Number },
          state: { type: String, enum: matchStates, required: true },
          decidedBy: { type: String, enum: ['matcher', 'verifier'], required: true },
          person: Schema.Types.ObjectId,
          at: { type: Date, required: true },
          named: Schema.Types.ObjectId,
          was: { type: String, enum: ['suggested', 'rejected'] },
        },
        { _id: false },
      ),
      required: true,
    },
    idempotencyKey: { type: String },
    source: { type: String, enum: ['form', 'api', 'command'], required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'reports', versionKey: false, strict: 'throw' },
);
reportSchema.index({ ticket: 1 }, { unique: true });
reportSchema.index({ idempotencyKey: 1 }, { unique: true, sparse: true });
reportSchema.index({ claim: 1, createdAt: -1, _id: -1 });
reportSchema.index({ claim: 1, fingerprint: 1, createdAt: -1, _id: -1 });
reportSchema.index({ claim: 1, wantsNews: 1 });
reportSchema.index({ claim: 1, surplus: 1, createdAt: -1 });
reportSchema.index({ 'contact.since': 1 }, { sparse: true });
reportSchema.index({ sender: 1 }, { sparse: true });
reportSchema.index({ senderUntil: 1 }, { sparse: true });
reportSchema.index({ home: 1, claim: 1 });
reportSchema.index({ 'match.named': 1 }, { sparse: true });
reportSchema.index({ 'match.claim': 1, 'match.state': 1 });
reportSchema.index({ fingerprint: 1, createdAt: -1 });
reportSchema.index({ links: 1, createdAt: -1 });
reportSchema.index({ links: 1, claim: 1 });
reportSchema.index({ 'pictures.sha256': 1 });
reportSchema.index({ toRead: 1, createdAt: 1 }, { sparse: true });
reportSchema.index({ 'pictures.perceptualHash': 1, claim: 1 });
reportSchema.index({ createdAt: -1 });
reportSchema.index({ updatedAt: -1 });
