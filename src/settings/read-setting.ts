import type { Context } from '../context.js';
import type { Setting } from './setting.model.js';
import { settings, type SettingName, type SettingValue } from './settings.schema.js';

export interface ReadSetting<Name extends SettingName> {
  value: SettingValue<Name>;
  /** 0 while nobody chose. */
  version: number;
  by?: Setting['by'];
  at?: Date;
}

/** A setting as it holds now. A stored value that does not fit this version of Saring counts as not chosen. */
export async function readSetting<Name extends SettingName>(
  context: Context,
  name: Name,
): Promise<ReadSetting<Name>> {
  const { schema, initial } = settings[name];
  const stored = await context.models.Setting.findById(name).lean<Setting>();
  const chosen = stored ? schema.safeParse(stored.value) : undefined;
  if (stored && !chosen?.success)
    context.log.warn({ setting: name }, 'a stored setting does not fit; its default holds');
  const value = (chosen?.success ? chosen.data : schema.parse(initial)) as SettingValue<Name>;
  return { value, version: stored?.version ?? 0, ...(stored && { by: stored.by, at: stored.at }) };
}
