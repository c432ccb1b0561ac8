import type { Document } from 'bson';
import { decode, encodeReply } from './raw.js';

/**
 * MongoDB's messages: OP_MSG, and the OP_QUERY with which drivers say hello before they know the server.
 * https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
const opReply = 1;
const opQuery = 2004;
const opMessage = 2013;
const checksumPresent = 1;
const moreToCome = 2;
const headerLength = 16;
/** As `hello` tells drivers, in bytes. */
export const longestMessage = 48_000_000;

export interface Request {
  body: Document;
  /** Documents that travel beside the body, as they are: of `insert`, `update`, `delete`. */
  sequences: Map<string, Buffer[]>;
  /** The client wants no answer. */
  silent: boolean;
  /** Packs an answer: a document, or the bytes of one. */
  answer(reply: Document | Buffer): Buffer;
}

/** Cuts a stream of chunks into whole messages. Give it every chunk; it gives the messages that are complete. */
export function messageSplitter(): (chunk: Buffer) => Buffer[] {
  let pending: Buffer[] = [];
  let size = 0;
  return (chunk) => {
    pending.push(chunk);
    size += chunk.length;
    const messages: Buffer[] = [];
    for (;;) {
      if (size < 4) return messages;
      if (pending[0]!.length < 4) pending = [Buffer.concat(pending)];
      const length = pending[0]!.readInt32LE(0);
      if (length < headerLength || length > longestMessage) throw new Error('not a MongoDB message');
      if (size < length) return messages;
      const all = pending.length === 1 ? pending[0]! : Buffer.concat(pending);
      messages.push(all.subarray(0, length));
      size -= length;
      pending = size > 0 ? [all.subarray(length)] : [];
    }
  };
}

function pack(opCode: number, responseTo: number, parts: Buffer[]): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeInt32LE(
    parts.reduce((total, part) => total + part.length, headerLength),
    0,
  );
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, ...parts]);
}

const asBytes = (reply: Document | Buffer): Buffer => (Buffer.isBuffer(reply) ? reply : encodeReply(reply));

/** Reads one message. @throws when it is not one that this server speaks */
export function readMessage(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === opMessage) return readOpMessage(message, requestId);
  if (opCode === opQuery) return readOpQuery(message, requestId);
  throw new Error(`unknown message code ${opCode}`);
}

function readOpMessage(message: Buffer, requestId: number): Request {
  const flags = message.readUInt32LE(headerLength);
  const end = message.length - (flags & checksumPresent ? 4 : 0);
  const sequences = new Map<string, Buffer[]>();
  let body: Document | undefined;
  for (let at = headerLength + 4; at < end;) {
    const kind = message[at++]!;
    const size = message.readInt32LE(at);
    if (size < 5 || at + size > end) throw new Error('a section ends too late');
    if (kind === 0) body = decode(message.subarray(at, at + size));
    else if (kind === 1) sequences.set(...readSequence(message.subarray(at + 4, at + size)));
    else throw new Error(`unknown section kind ${kind}`);
    at += size;
  }
  if (!body) throw new Error('a message without a body');
  return {
    body,
    sequences,
    silent: (flags & moreToCome) !== 0,
    answer: (reply) => pack(opMessage, requestId, [Buffer.alloc(5), asBytes(reply)]),
  };
}

function readSequence(section: Buffer): [string, Buffer[]] {
  const nameEnd = section.indexOf(0);
  const documents: Buffer[] = [];
  for (let at = nameEnd + 1; at < section.length;) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length) throw new Error('a document ends too late');
    // A copy, since the message's memory is shared with its neighbours and the document may stay for long.
    documents.push(Buffer.from(section.subarray(at, at + size)));
    at += size;
  }
  return [section.toString('utf8', 0, nameEnd), documents];
}

function readOpQuery(message: Buffer, requestId: number): Request {
  const nameEnd = message.indexOf(0, headerLength + 4);
  const database = message.toString('utf8', headerLength + 4, nameEnd).replace(/\.\$cmd$/, '');
  const body = { ...decode(message.subarray(nameEnd + 9)), $db: database };
  const answer = (reply: Document | Buffer) => {
    const fields = Buffer.alloc(20);
    fields.writeInt32LE(8, 0);
    fields.writeInt32LE(1, 16);
    return pack(opReply, requestId, [fields, asBytes(reply)]);
  };
  return { body, sequences: new Map(), silent: false, answer };
}
