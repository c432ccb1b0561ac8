import { expect } from 'chai';
import { newTicket, readTicket } from '../../src/reports/ticket.js';

describe('tickets', () => {
  it('are random and readable', () => {
    const tickets = Array.from({ length: 500 }, newTicket);
    for (const ticket of tickets)
      expect(ticket).to.match(/^SRG-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set(tickets)).to.have.length(500);
  });

  for (const typed of [
    'SRG-7K3Q-9FXD',
    'srg-7k3q-9fxd',
    'srg 7k3q 9fxd',
    '7K3Q9FXD',
    '7k3q-9fxd',
    ' SRG7K3Q9FXD ',
    'SRG–7K3Q–9FXD',
    'SRG_7K3Q_9FXD.',
    'ＳＲＧ－７Ｋ３Ｑ－９ＦＸＤ',
  ]) {
    it(`reads ${JSON.stringify(typed)}`, () => {
      expect(readTicket(typed)).to.equal('SRG-7K3Q-9FXD');
    });
  }

  it('takes O for 0, I and L for 1', () => {
    expect(readTicket('SRG-OOIL-Lil0')).to.equal('SRG-0011-1110');
  });

  it('reads a code that itself begins with SRG', () => {
    expect(readTicket('SRGA-B2C3')).to.equal('SRG-SRGA-B2C3');
    expect(readTicket('SRG-SRGA-B2C3')).to.equal('SRG-SRGA-B2C3');
  });

  for (const typed of [
    '',
    'SRG',
    'SRG-7K3Q-9FX',
    'SRG-7K3Q-9FXDD',
    'SRG-7K3Q-9FXU',
    '../../etc',
    'x'.repeat(5000),
    '🙂🙂🙂🙂🙂🙂🙂🙂',
  ]) {
    it(`refuses ${JSON.stringify(typed.slice(0, 20))}`, () => {
      expect(readTicket(typed)).to.equal(null);
    });
  }
});
