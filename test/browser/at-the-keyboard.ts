import type { Types } from 'mongoose';
import type { Page } from 'playwright-core';
import type { Claim } from '../../src/claims/claim.model.js';
import type { Saring } from '../helpers/saring.js';

/** The claim whose row has the keyboard; '' when none has. */
export const focusedClaim = (page: Page) =>
  page.evaluate<string>("document.activeElement.closest('[data-claim]')?.getAttribute('data-claim') ?? ''");

/** The claims of the queue’s page, in their order. */
export const rowsOf = (page: Page) =>
  page.evaluate<string[]>(
    "[...document.querySelectorAll('.queue > [data-claim]')].map((row) => row.getAttribute('data-claim'))",
  );

/** Is what has the keyboard inside of the window? */
export const focusInView = (page: Page) =>
  page.evaluate<boolean>(`(() => {
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  })()`);

/** Waits for what the page says of an act. */
export const said = (page: Page, sentence: string) =>
  page.getByRole('status').getByText(sentence).first().waitFor();

/** Presses keys one after the other; the last one leads to another page. */
export async function pressAway(page: Page, ...keys: string[]): Promise<void> {
  const last = keys.pop() ?? '';
  for (const key of keys) await page.keyboard.press(key);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press(last)]);
}

/** Presses keys one after the other. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Two claims that were found to be one, perhaps; nobody has decided yet. */
export async function aTwin(saring: Saring, one: Claim, other: Claim): Promise<Types.ObjectId> {
  const [first, second] = [one._id, other._id].toSorted((left, right) =>
    String(left) < String(right) ? -1 : 1,
  );
  const twin = await saring.context.models.Twin.create({
    first: first ?? one._id,
    second: second ?? other._id,
    score: 0.9,
    state: 'suggested',
    foundAt: saring.clock.now(),
  });
  return twin._id;
}
