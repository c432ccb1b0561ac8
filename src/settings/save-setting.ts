import type { Context } from '../context.js';
import { actorOf } from '../accounts/actor.js';
import { recordAction } from '../audit/record-action.js';
import { conflict } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { readSetting } from './read-setting.js';
import { settingLine } from './setting-line.js';
import type { SettingName, SettingValue } from './settings.schema.js';
import { isDuplicate } from '../store/duplicate.js';

/**
 * Chooses a setting's value.
 *
 * @param value parsed by the setting's schema.
 * @param version the version that the person saw.
 * @throws AppError `conflict` when somebody saved it meanwhile.
 */
export async function saveSetting<Name extends SettingName>(
  context: Context,
  by: SignedIn,
  name: Name,
  value: SettingValue<Name>,
  version: number,
): Promise<void> {
  const { Setting } = context.models;
  const before = await readSetting(context, name);
  const set = { value, version: version + 1, by: actorOf(by), at: context.clock.now() };
  const taken = () => conflict('settings.raced', { name: before.by?.name ?? '' });
  if (before.version !== version) throw taken();
  if (version === 0) {
    await Setting.create({ _id: name, ...set }).catch((error: unknown) => {
      throw isDuplicate(error) ? taken() : error;
    });
  } else {
    const saved = await Setting.updateOne({ _id: name, version }, { $set: set });
    if (saved.matchedCount === 0) throw taken();
  }
  await recordAction(context, settingLine({ _id: name, ...set }, before.value));
}
