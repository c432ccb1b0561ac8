import { expect } from 'chai';
import { checklistSchema, initialChecklist, mostSteps } from '../../src/casework/checklist.schema.js';
import { nextTaskState } from '../../src/casework/close-task.js';
import { editedChecklist, type ChecklistEdit } from '../../src/casework/edit-checklist.js';
import { taskStates } from '../../src/casework/task.model.js';

const list = {
  steps: [
    { id: 'a', label: 'Satu' },
    { id: 'b', label: 'Dua', retired: true },
    { id: 'c', label: 'Tiga' },
    { id: 'd', label: 'Empat' },
  ],
};
const edited = (edit: Partial<ChecklistEdit>) =>
  editedChecklist(list, { labels: {}, added: { label: '', id: 'new' }, ...edit });
const idsOf = ({ steps }: typeof list) => steps.map(({ id }) => id).join('');

describe('casework: editing the checklist', () => {
  it('begins with six to eight steps that the schema takes', () => {
    expect(checklistSchema.parse(initialChecklist).steps).to.have.lengthOf.within(6, 8);
  });

  it('words steps anew under their ids, and adds one last', () => {
    const { steps } = edited({ labels: { c: 'Ketiga', z: 'tidak ada' }, added: { label: 'Lima', id: 'e' } });
    expect(steps.map(({ id, label }) => `${id} ${label}`)).to.deep.equal([
      'a Satu',
      'b Dua',
      'c Ketiga',
      'd Empat',
      'e Lima',
    ]);
  });

  it('moves a step past retired ones, and not past the ends', () => {
    expect(idsOf(edited({ move: { act: 'up', step: 'c' } }))).to.equal('cbad');
    expect(idsOf(edited({ move: { act: 'down', step: 'a' } }))).to.equal('cbad');
    expect(idsOf(edited({ move: { act: 'up', step: 'a' } }))).to.equal('abcd');
    expect(idsOf(edited({ move: { act: 'down', step: 'd' } }))).to.equal('abcd');
    expect(idsOf(edited({ move: { act: 'down', step: 'nowhere' } }))).to.equal('abcd');
  });

  it('retires a step and brings it back last, with its id', () => {
    expect(edited({ move: { act: 'retire', step: 'c' } }).steps[2]).to.include({ id: 'c', retired: true });
    const back = edited({ move: { act: 'restore', step: 'b' } });
    expect(idsOf(back)).to.equal('acdb');
    expect(back.steps.at(-1)).to.deep.equal({ id: 'b', label: 'Dua' });
  });

  it('refuses a list that is too long, an id twice, and a step without words', () => {
    const steps = Array.from({ length: mostSteps + 1 }, (_, at) => ({ id: `s${at}`, label: 'x' }));
    expect(checklistSchema.safeParse({ steps }).success).to.equal(false);
    expect(checklistSchema.safeParse({ steps: steps.slice(1) }).success).to.equal(true);
    expect(checklistSchema.safeParse({ steps: [steps[0], steps[0]] }).success).to.equal(false);
    expect(checklistSchema.safeParse({ steps: [{ id: 'a', label: ' ' }] }).success).to.equal(false);
  });
});

describe('casework: the states of a task', () => {
  it('follow one table', () => {
    const table = taskStates.map((state) =>
      (['done', 'dropped', 'reopened'] as const).map((verb) => nextTaskState(state, verb)),
    );
    expect(table).to.deep.equal([
      ['done', 'dropped', undefined],
      [undefined, undefined, 'open'],
      [undefined, undefined, 'open'],
    ]);
  });
});
