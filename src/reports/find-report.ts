import type { Context } from '../context.js';
import type { Report } from './report.model.js';
import { readTicket } from './ticket.js';

/** The report with a ticket, however it was typed; null when there is none. The reporter's contact is left out. */
export async function findReportByTicket(context: Context, typed: string): Promise<Report | null> {
  const ticket = readTicket(typed);
  return ticket === null ? null : context.models.Report.findOne({ ticket }).lean();
}
