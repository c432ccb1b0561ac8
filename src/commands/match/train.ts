import { adjustModel, trainModel, type Learned, type TellStep } from '../../matching/train-model.js';
import { CommandError } from './command-error.js';
import { STANDARD } from './formats.js';
import { readModelOption, readingOptions, type Values } from './read-arguments.js';
import { readStorePairs, type Environment } from './read-store-pairs.js';
import { readTrainingData, trainingSources } from './read-training-data.js';
import { readOutput, writeOutput } from './write-output.js';

const STEPS: Readonly<Record<Parameters<TellStep>[0], string>> = {
  claims: 'Comparing reports with claims',
  messages: 'Comparing reports with one another',
  attaching: 'Finding from where on to attach',
  grouping: 'Finding from where on to group',
};

/** Learns weights and thresholds from labelled reports, or from what verifiers decided: `match train`. */
export async function train(values: Values, environment: Environment): Promise<void> {
  const fromStore = values['from-store'] === true;
  const sources = trainingSources(values);
  if (fromStore === sources.length > 0) {
    throw new CommandError(
      'Say what to learn from: either --claims and --reports, or --from-store. --help shows how.',
    );
  }
  const path = readOutput(
    values.out,
    sources.flatMap(({ claims, reports }) => [claims, reports]),
  );
  const base = readModelOption(values);
  const learned = fromStore
    ? await learn(async () => adjustModel(await readStorePairs(environment), base))
    : await learn(async () =>
        trainModel(await readTrainingData(sources, readingOptions(values)), (step) =>
          process.stderr.write(`${STEPS[step]}…\n`),
        ),
      );
  const { model, examples } = learned;
  await writeOutput(path, (write) => write(`${JSON.stringify(model, undefined, 2)}\n`));
  const name = path === STANDARD ? '' : `${path}: `;
  process.stderr.write(
    `${name}learned from ${examples.claim} pairs of a message and a claim and ${examples.message} of two messages.\n` +
      (path === STANDARD ? '' : `Use it: MATCHING_MODEL=${path} npm start, or match rank --model ${path}\n`),
  );
}

async function learn(task: () => Promise<Learned>): Promise<Learned> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(error.message);
    throw error;
  }
}
