import { expect } from 'chai';
import { findTicket, newTicket, readTicket } from '../../src/reports/ticket.js';

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

  for (const pasted of [
    'srg 7k3q 9fxd',
    'Tiket saya SRG-7K3Q-9FXD, tolong dicek ya',
    'nomor tiket:\nSRG–7K3Q–9FXD\nterima kasih',
    'https://saring.example/en/lacak/SRG-7K3Q-9FXD?baru=1#x',
    'saring.example/lacak/7k3q9fxd',
    'bukan SRG-UUUU-UUUU tetapi SRG-7K3Q-9FXD dan SRG-0000-0000',
  ]) {
    it(`finds it in ${JSON.stringify(pasted)}`, () => {
      expect(findTicket(pasted)).to.equal('SRG-7K3Q-9FXD');
    });
  }

  for (const pasted of [
    'apa ini',
    'SRG warga desa sedang menunggu',
    'xSRG-7K3Q-9FXD',
    'SRG-7K3Q-9FXDD',
    'SRG'.repeat(3000),
  ]) {
    it(`finds none in ${JSON.stringify(pasted.slice(0, 30))}`, () => {
      expect(findTicket(pasted)).to.equal(null);
    });
  }
});
