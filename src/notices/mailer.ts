import { createTransport } from 'nodemailer';
import type { Config } from '../config.js';
import type { Notice, NoticeProblem } from './notice.model.js';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** Same id for the same news: a mail server or client can drop an accidental second copy. */
  messageId: string;
  /** Where the receiver can stop this mail: absolute. Staff cannot. */
  stopUrl?: string;
}

/** A mail that is ready to go, with what its notice remembers once it went; or why it need not go any more. */
export type Composed =
  | { moot: NoticeProblem }
  // It is news still, but cannot be sent before somebody mends what is wrong.
  | { stuck: NoticeProblem }
  | { mail: Omit<Mail, 'messageId'>; set: Partial<Notice>; afterwards?: () => Promise<void> };

/** Why a mail was not sent, as far as can be known. */
export class MailError extends Error {
  override name = 'MailError';
  /** The whole mail was handed over and the server did not say whether it took it: it may arrive. */
  readonly unsure: boolean;
  /** No server answered: other mail would fail as well. */
  readonly unreachable: boolean;

  constructor(message: string, about: { unsure: boolean; unreachable: boolean }) {
    super(message);
    this.unsure = about.unsure;
    this.unreachable = about.unreachable;
  }
}

export interface Mailer {
  /** False without SMTP_URL: notices are then kept and shown on the desk. */
  readonly configured: boolean;
  /** Resolves once the mail server took the mail; rejects with a MailError otherwise. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** How long a silent server is waited for, in milliseconds. */
const patience = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 30_000 };

/** Mail through the server that SMTP_URL names. */
export function createMailer(config: Config): Mailer {
  const url = config.smtpUrl;
  if (!url) {
    return {
      configured: false,
      send: () =>
        Promise.reject(
          new MailError('no mail server is set (SMTP_URL)', { unsure: false, unreachable: true }),
        ),
      close: () => undefined,
    };
  }
  return {
    configured: true,
    async send({ to, stopUrl, ...mail }) {
      // A connection for each mail: a pool may send one again by itself when a connection breaks.
      const handed = watchHandover();
      const transport = createTransport({ url, ...patience, logger: handed.logger });
      try {
        await transport.sendMail({
          ...mail,
          from: { name: config.siteName, address: config.mailFrom },
          // As an object it is one address and never a list of them.
          to: { name: '', address: to },
          headers: {
            'Auto-Submitted': 'auto-generated',
            ...(stopUrl && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
          },
          ...(stopUrl && { list: { unsubscribe: stopUrl } }),
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        const { message, responseCode } = error as Error & { responseCode?: number };
        const silent = responseCode === undefined;
        throw new MailError(message, { unsure: silent && handed.whole(), unreachable: silent });
      } finally {
        transport.close();
      }
    },
    close: () => undefined,
  };
}

const ignore = () => undefined;

/**
 * Notes whether the last byte of a mail went out: nodemailer logs an entry of type `message` then. Only the server's
 * reply, which may be lost, comes after it.
 */
function watchHandover() {
  let whole = false;
  const note = (entry: unknown) => {
    const { tnx, outByteCount } = (entry ?? {}) as { tnx?: string; outByteCount?: number };
    if (tnx === 'message' && outByteCount !== undefined) whole = true;
  };
  return {
    whole: () => whole,
    logger: { trace: ignore, debug: ignore, info: note, warn: ignore, error: ignore, fatal: ignore },
  };
}
