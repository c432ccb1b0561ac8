import type { Checklist, ChecklistStep } from './checklist.schema.js';

/** What the form of the checklist asks for. */
export interface ChecklistEdit {
  /** Words by the step's id; a step that is not named keeps its own. */
  labels: Readonly<Record<string, string>>;
  /** Words of a new step, and the id that it gets; '' adds none. */
  added: { label: string; id: string };
  /** Further: one place up or down among the steps on the list, off the list, or on it again. */
  move?: { act: 'up' | 'down' | 'retire' | 'restore'; step: string };
}

/** The list after an edit. Ids never change, so that what was ticked stays ticked. */
export function editedChecklist({ steps }: Checklist, edit: ChecklistEdit): Checklist {
  const worded: ChecklistStep[] = steps.map((step) => ({
    ...step,
    label: Object.hasOwn(edit.labels, step.id) ? (edit.labels[step.id] ?? step.label) : step.label,
  }));
  if (edit.added.label) worded.push(edit.added);
  const { move } = edit;
  if (!move) return { steps: worded };
  switch (move.act) {
    case 'retire':
      return {
        steps: worded.map((step) => (step.id === move.step ? { ...step, retired: true } : step)),
      };
    case 'restore': {
      const back = worded.find(({ id }) => id === move.step);
      const others = worded.filter((step) => step !== back);
      // It comes last: where it stood, others may stand now.
      return { steps: back ? [...others, { id: back.id, label: back.label }] : others };
    }
    default:
      return { steps: swapped(worded, move.step, move.act === 'up' ? -1 : 1) };
  }
}

/** A step changes places with the next one on the list; retired ones in between are passed over. */
function swapped(steps: readonly ChecklistStep[], id: string, direction: 1 | -1): ChecklistStep[] {
  const order = [...steps];
  const from = order.findIndex((step) => step.id === id);
  let to = from + direction;
  while (order[to]?.retired) to += direction;
  const [step, other] = [order[from], order[to]];
  if (!step || !other) return order;
  order[to] = step;
  order[from] = other;
  return order;
}
