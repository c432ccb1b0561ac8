import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** What the server does with the next mail: takes it, refuses it, or breaks off at some point. */
export type Temper =
  | 'takes'
  | 'refuses for now'
  | 'refuses the address'
  | 'breaks off before the mail'
  | 'takes it and breaks off';

export interface MailServer {
  url: string;
  /** What it took, in order. */
  mails: ParsedMail[];
  /** How many mails began to come in. */
  attempts: number;
  temper: Temper;
  close(): Promise<void>;
}

/** A real mail server on 127.0.0.1, at a port of its own, that does as it is told. */
export async function aMailServer(): Promise<MailServer> {
  const breakOff = (session: { id: string }) => {
    const connections = server as unknown as {
      connections: Set<{ id: string; _socket: { destroy(): void } }>;
    };
    for (const connection of connections.connections) {
      if (connection.id === session.id) connection._socket.destroy();
    }
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo(address, session, callback) {
      state.attempts += 1;
      if (state.temper === 'breaks off before the mail') {
        breakOff(session);
        return;
      }
      if (state.temper === 'refuses the address') {
        callback(Object.assign(new Error(`no such mailbox ${address.address}`), { responseCode: 550 }));
        return;
      }
      callback();
    },
    onData(stream, session, callback) {
      simpleParser(stream, {}, (error, mail) => {
        if (state.temper === 'refuses for now') {
          callback(Object.assign(new Error('try again later'), { responseCode: 451 }));
          return;
        }
        if (!error) state.mails.push(mail);
        if (state.temper === 'takes it and breaks off') breakOff(session);
        else callback(error);
      });
    },
  });
  // A connection that broke off is what some of these tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  const state: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    mails: [],
    attempts: 0,
    temper: 'takes',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
  return state;
}
