import { Schema, type Types } from 'mongoose';
import { topics, type Topic } from '../claims/claim.model.js';

/** A ministry or institution whose public pages answer claims of its topics, and whom the newsroom asks. */
export interface Agency {
  _id: Types.ObjectId;
  slug: string;
  name: string;
  shortName: string;
  url: string;
  topics: Topic[];
  about: string;
  /** It is asked no more, and stands in no public list; what it said stays. */
  retiredAt?: Date;
  /** Grows with every change made on the desk. Missing in older documents: 0. */
  version?: number;
  createdAt: Date;
}

export const agencySchema = new Schema<Agency>(
  {
    slug: { type: String, required: true },
    name: { type: String, required: true },
    shortName: { type: String, required: true },
    url: { type: String, required: true },
    topics: { type: [String], enum: topics, default: [] },
    about: { type: String, default: '' },
    retiredAt: Date,
    version: Number,
    createdAt: { type: Date, required: true },
  },
  { collection: 'agencies', versionKey: false, strict: 'throw' },
);
agencySchema.index({ slug: 1 }, { unique: true });
