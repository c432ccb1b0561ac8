// Logistic regression for a handful of features, by Newton's method (iteratively reweighted least squares; McCullagh
// and Nelder, "Generalized Linear Models", 1989, 4.4). Plain sums in a fixed order, so that it gives the same digits
// each time.

export interface Example {
  /** As many as there are weights, without the intercept. */
  features: readonly number[];
  /** Whether it is so. */
  holds: boolean;
}

export interface Regression {
  intercept: number;
  weights: number[];
}

export interface RegressionOptions {
  /** What the weights are drawn to; noughts unless given. */
  prior?: Regression;
  /** How strongly, in examples: the variance of a weight around its prior is one over this. */
  strength: number;
}

const MOST_STEPS = 100;
const SMALL_STEP = 1e-10;

/** Solves a symmetric positive definite system, the smallest pivots excepted, by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  const size = rows.length;
  for (let pivot = 0; pivot < size; pivot += 1) {
    const head = rows[pivot] ?? [];
    for (let below = pivot + 1; below < size; below += 1) {
      const row = rows[below] ?? [];
      const factor = (row[pivot] ?? 0) / (head[pivot] ?? 1);
      for (let column = pivot; column <= size; column += 1) {
        row[column] = (row[column] ?? 0) - factor * (head[column] ?? 0);
      }
    }
  }
  const solution = Array.from({ length: size }, () => 0);
  for (let at = size - 1; at >= 0; at -= 1) {
    const row = rows[at] ?? [];
    let rest = row[size] ?? 0;
    for (let column = at + 1; column < size; column += 1)
      rest -= (row[column] ?? 0) * (solution[column] ?? 0);
    solution[at] = rest / (row[at] ?? 1);
  }
  return solution;
}

/**
 * The weights that make the examples likeliest.
 * @throws RangeError without examples of both kinds.
 */
export function fitRegression(examples: readonly Example[], options: RegressionOptions): Regression {
  const kinds = new Set(examples.map(({ holds }) => holds));
  if (kinds.size < 2) throw new RangeError('A regression needs examples that hold and examples that do not.');
  const size = (examples[0]?.features.length ?? 0) + 1;
  const { prior, strength } = options;
  const centre = prior ? [prior.intercept, ...prior.weights] : Array.from({ length: size }, () => 0);
  const current = [...centre];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const gradient = current.map((weight, at) => strength * ((centre[at] ?? 0) - weight));
    const curvature = current.map((_, row) =>
      Array.from({ length: size }, (__, column) => (row === column ? strength : 0)),
    );
    for (const { features, holds } of examples) {
      const row = [1, ...features];
      let odds = 0;
      for (let at = 0; at < size; at += 1) odds += (current[at] ?? 0) * (row[at] ?? 0);
      const told = 1 / (1 + Math.exp(-odds));
      const error = (holds ? 1 : 0) - told;
      const weight = told * (1 - told);
      for (let at = 0; at < size; at += 1) {
        gradient[at] = (gradient[at] ?? 0) + error * (row[at] ?? 0);
        const line = curvature[at] ?? [];
        for (let other = 0; other < size; other += 1) {
          line[other] = (line[other] ?? 0) + weight * (row[at] ?? 0) * (row[other] ?? 0);
        }
      }
    }
    const change = solve(curvature, gradient);
    change.forEach((by, at) => {
      current[at] = (current[at] ?? 0) + by;
    });
    if (change.every((by) => Math.abs(by) < SMALL_STEP)) break;
  }
  const [intercept = 0, ...weights] = current;
  return { intercept, weights };
}
