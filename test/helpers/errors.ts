import { AppError } from '../../src/errors.js';

/** The error with which something is refused. @throws what is no such error, and when nothing is refused at all. */
export async function refusalOf(act: Promise<unknown>): Promise<AppError> {
  try {
    await act;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
