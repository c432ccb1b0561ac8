import { z } from 'zod';
import { tidyLine } from '../web/tidy-text.js';

/** Steps that stand on the list; past this it is no checklist any more. */
export const mostSteps = 20;
/** Kept with those that were retired, so that their ticks are not lost. */
const mostKept = 100;
export const longestStep = 160;

const stepId = z.string().regex(/^[a-z0-9-]{1,40}$/);

const label = z
  .string()
  .max(longestStep * 4)
  .transform(tidyLine)
  .pipe(z.string().min(1).max(longestStep));

const stepSchema = z.strictObject({
  /** Stays whatever the step is called: ticks are kept by it. */
  id: stepId,
  label,
  /** No longer on the list. */
  retired: z.boolean().optional(),
});
export type ChecklistStep = z.output<typeof stepSchema>;

/** The newsroom's checklist: the steps of a check, in their order. */
export const checklistSchema = z.strictObject({
  steps: z
    .array(stepSchema)
    .max(mostKept)
    .refine((steps) => new Set(steps.map(({ id }) => id)).size === steps.length)
    .refine((steps) => steps.filter(({ retired }) => !retired).length <= mostSteps, 'steps_too_many'),
});
export type Checklist = z.output<typeof checklistSchema>;

/** What holds until a newsroom words its own: the steps that a fact-checker takes. It is content, so it is Indonesian. */
export const initialChecklist: Checklist = {
  steps: [
    { id: 'first-source', label: 'Menemukan sumber pertama: siapa yang mengunggah lebih dulu, dan kapan' },
    { id: 'reverse-image', label: 'Mencari gambar atau cuplikan video dengan pencarian gambar terbalik' },
    { id: 'date-and-place', label: 'Memastikan tanggal dan tempat kejadian' },
    { id: 'full-context', label: 'Membaca kutipan dan data secara utuh, bukan hanya potongannya' },
    { id: 'official-statement', label: 'Mencari keterangan resmi atau bertanya kepada pihak yang disebut' },
    { id: 'second-source', label: 'Mencocokkan dengan sumber kedua yang tidak saling mengutip' },
    { id: 'earlier-checks', label: 'Mencari pemeriksaan lama atas kabar yang sama' },
    { id: 'archived', label: 'Mengarsipkan unggahan dan semua sumber' },
  ],
};

/** The buttons of the page that edits the list: each saves the words, too. */
const button = z.union([
  z.enum(['save', 'add']),
  z.string().regex(/^(?:up|down|retire|restore):[a-z0-9-]{1,40}$/),
]);

/** The form of that page; the steps' words come as `label.<id>`. */
export const checklistFormSchema = z.object({
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
  do: button.default('save'),
  new: z
    .string()
    .max(longestStep * 4)
    .transform(tidyLine)
    .default(''),
});

/** Ticks a step, or takes the tick away that the person saw. */
export const tickSchema = z.object({
  step: stepId,
  ticked: z.enum(['yes', 'no']),
});
