import type { RecordedAction } from '../audit/record-action.js';
import type { Setting } from './setting.model.js';

/**
 * What the audit log tells of a setting's last change.
 *
 * @param before the value before it, where it is still known.
 */
export function settingLine({ _id, value, version, by, at }: Setting, before?: unknown): RecordedAction {
  return {
    by,
    at,
    action: 'settings.changed',
    on: { kind: 'settings', id: _id },
    ...(before !== undefined && { before: { value: before } }),
    after: { value },
    key: `settings:${_id}:${version}`,
  };
}
