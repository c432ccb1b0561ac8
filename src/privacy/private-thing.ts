/**
 * What is hidden: phone numbers, identity numbers (NIK, KK), bank accounts, payment cards, e-mail addresses; `number` is
 * a number that is as long and written like one of those and that no word names.
 */
export const privateKinds = ['phone', 'identity', 'account', 'card', 'email', 'number'] as const;
export type PrivateKind = (typeof privateKinds)[number];

/** Something private in a text, by its place there. */
export interface PrivateThing {
  kind: PrivateKind;
  start: number;
  end: number;
  /** Its digits, or the address, as they are meant. */
  value: string;
}
