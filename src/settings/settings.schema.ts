import { z } from 'zod';
import { checklistSchema, initialChecklist } from '../casework/checklist.schema.js';
import { initialPriority, prioritySchema } from '../claims/priority-setting.js';

/**
 * Everything that is chosen on the desk rather than in the environment: the schema of its value and what holds until
 * somebody chooses. `page` is where it is edited.
 */
export const settings = {
  security: {
    schema: z.strictObject({ requireTwoStep: z.enum(['nobody', 'admins', 'everyone']) }),
    initial: { requireTwoStep: 'nobody' },
    page: '/meja/pengaturan/keamanan',
  },
  priority: {
    schema: prioritySchema,
    initial: initialPriority,
    page: '/meja/pengaturan/prioritas',
  },
  checklist: {
    schema: checklistSchema,
    initial: initialChecklist,
    page: '/meja/pengaturan/daftar-periksa',
  },
} as const satisfies Record<string, { schema: z.ZodType; initial: unknown; page: string }>;

export type SettingName = keyof typeof settings;
export type SettingValue<Name extends SettingName> = z.output<(typeof settings)[Name]['schema']>;
export const settingNames = Object.keys(settings) as SettingName[];
