import type { RecordedAction } from '../audit/record-action.js';
import type { Block } from './block.model.js';

/** What the audit log tells of a block that was made. */
export function blockLine(block: Block): RecordedAction {
  const { _id, by, at, category, goesBy, expiresAt, reason, lifted } = block;
  return {
    by,
    at,
    action: 'block.made',
    ...about(block),
    after: { category, goesBy, expiresAt: lifted?.insteadOf ?? expiresAt },
    reason,
    key: `block:${String(_id)}:made`,
  };
}

/** What it tells of one that was lifted; nothing of one that was not. */
export function liftLine(block: Block): RecordedAction | undefined {
  if (!block.lifted) return undefined;
  const { by, at, reason, insteadOf } = block.lifted;
  return {
    by,
    at,
    action: 'block.lifted',
    ...about(block),
    before: { expiresAt: insteadOf },
    after: { expiresAt: at },
    ...(reason && { reason }),
    key: `block:${String(block._id)}:lifted`,
  };
}

const about = ({ _id, ticket, report, claim }: Block) =>
  ({
    on: { kind: 'block', id: String(_id), label: ticket },
    also: [String(report), String(claim)],
  }) as const;
