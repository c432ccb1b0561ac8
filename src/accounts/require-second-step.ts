import type { Context } from '../context.js';
import { readSetting } from '../settings/read-setting.js';
import type { SettingValue } from '../settings/settings.schema.js';
import type { Person } from './person.model.js';

/** Whom an admin may ask for a second step. */
export type RequireTwoStep = SettingValue<'security'>['requireTwoStep'];

/** Does the rule ask for a second step of somebody with this role? */
export function isRequired(rule: RequireTwoStep, role: Person['role']): boolean {
  return rule === 'everyone' || (rule === 'admins' && role === 'admin');
}

/** Has this person to set up a second step before they do anything else? */
export async function mustHaveSecondStep(
  context: Context,
  person: Pick<Person, 'role' | 'secondStepSince'>,
): Promise<boolean> {
  if (person.secondStepSince) return false;
  const { value } = await readSetting(context, 'security');
  return isRequired(value.requireTwoStep, person.role);
}
