import type { Document } from 'bson';

/** MongoDB's own error codes: drivers and Mongoose decide by them. */
const codes = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CommandNotSupported: 115,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
  KeyTooLong: 17280,
  /** MongoDB has no names for these: projections that mix, unknown stages. */
  Location31254: 31254,
  Location40324: 40324,
  IDLUnknownField: 40415,
} as const;

export interface CommandError extends Error {
  code: number;
  codeName: string;
  /** What MongoDB adds beside the message, such as `keyPattern` and `keyValue`. */
  details?: Document;
}

/** An error that reaches the client as MongoDB would have said it. */
export function commandError(
  codeName: keyof typeof codes,
  message: string,
  details?: Document,
): CommandError {
  return Object.assign(new Error(message), { code: codes[codeName], codeName, details });
}

/** Anything thrown, as the fields of a reply: `{code, codeName, errmsg}` and what MongoDB adds. */
export function describeError(thrown: unknown): Document {
  const error = thrown as Partial<CommandError>;
  if (typeof error?.codeName === 'string') {
    return { code: error.code, codeName: error.codeName, errmsg: error.message, ...error.details };
  }
  // mingo and bson complain with plain errors about what they were given.
  const told = /^(MingoError|BSON\w*Error)$/.test((thrown as Error)?.constructor?.name ?? '');
  const errmsg = thrown instanceof Error ? thrown.message : String(thrown);
  return told
    ? { code: codes.BadValue, codeName: 'BadValue', errmsg }
    : { code: codes.InternalError, codeName: 'InternalError', errmsg };
}
