import { createTransport } from 'nodemailer';
import type { Config } from '../config.js';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** Same id for the same news: a mail server or client can drop an accidental second copy. */
  messageId: string;
}

export interface Mailer {
  /** False without SMTP_URL: notices are then kept and shown on the desk. */
  readonly configured: boolean;
  /** Resolves once the mail server took the mail; rejects otherwise. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** Mail through the server that SMTP_URL names. */
export function createMailer(config: Config): Mailer {
  if (!config.smtpUrl) {
    return {
      configured: false,
      send: () => Promise.reject(new Error('no mail server is set (SMTP_URL)')),
      close: () => undefined,
    };
  }
  const transport = createTransport(config.smtpUrl, {
    from: { name: config.siteName, address: config.mailFrom },
  });
  return {
    configured: true,
    async send(mail) {
      await transport.sendMail({ ...mail, headers: { 'Auto-Submitted': 'auto-generated' } });
    },
    close: () => transport.close(),
  };
}
