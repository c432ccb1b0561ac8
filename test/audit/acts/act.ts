import type { Response } from 'supertest';
import type { signIn, TestPerson } from '../../helpers/accounts.js';
import type { Stage } from '../../claims/races/race.js';
import type { Saring } from '../../helpers/saring.js';

export type Browser = Awaited<ReturnType<typeof signIn>>;

/** Who is there to act. */
export interface Desk {
  saring: Saring;
  admin: TestPerson;
  /** Where the admin is signed in. */
  browser: Browser;
  stage: Stage;
}

/** A way to do once what a route is for, and the line of the log that then tells it. */
export interface Act {
  line: string;
  /** The name in that line, where it is not the admin's; null for nobody's. */
  by?: string | null;
  do(desk: Desk): Promise<Response>;
}

/** Sends a form as a page of the desk does. */
export const send = (browser: Browser, path: string, fields: object = {}): Promise<Response> =>
  Promise.resolve(browser.post(path).type('form').send(fields));
