import { Schema, type Types } from 'mongoose';
import { topics, type Topic } from '../claims/claim.model.js';

/** A ministry or institution whose public pages answer claims of its topics. */
export interface Agency {
  _id: Types.ObjectId;
  slug: string;
  name: string;
  shortName: string;
  url: string;
  topics: Topic[];
  about: string;
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
    createdAt: { type: Date, required: true },
  },
  { collection: 'agencies', versionKey: false, strict: 'throw' },
);
agencySchema.index({ slug: 1 }, { unique: true });
