import { createHmac } from 'node:crypto';
import { addPerson } from '../../accounts/add-person.js';
import type { Context } from '../../context.js';
import type { SignedIn } from '../../web/request.js';
import type { SamplePerson } from './sample-data.js';

/**
 * The password of a sample person: always the same on one site, so that it can be printed again, and different on
 * every site, so that nobody knows it from reading this.
 */
export function samplePassword(secret: string, email: string): string {
  const code = createHmac('sha256', secret).update(`sample ${email}`).digest('base64url');
  return `contoh-${code.replaceAll(/[^a-z0-9]/gi, '').slice(0, 10)}`;
}

/** Makes the sample staff who are not there yet. @returns them all, by key. */
export async function addSampleStaff(
  context: Context,
  staff: readonly SamplePerson[],
): Promise<Map<string, SignedIn>> {
  const people = new Map<string, SignedIn>();
  for (const { key, email, name, role, agency: slug } of staff) {
    const own = slug && (await context.models.Agency.findOne({ slug }).orFail().lean());
    const agency = own ? { agency: own._id } : {};
    const known = await context.models.Person.findOne({ email }).lean();
    const password = samplePassword(context.config.secret, email);
    const person = known ?? (await addPerson(context, { email, name, role, password, ...agency })).person;
    const { mustChangePassword } = person;
    people.set(key, {
      id: person._id,
      name: person.name,
      email: person.email,
      role: person.role,
      ...(person.agency && { agency: person.agency }),
      mustChangePassword,
    });
  }
  return people;
}
