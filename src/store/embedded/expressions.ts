import { commandError } from './command-error.js';

/** mingo without its scripting operators. */
export const mingoOptions = { scriptEnabled: false } as const;

/** The operators whose answers from mingo agree with MongoDB's; every other one is refused. */
const known = new Set(
  `$abs $add $allElementsTrue $and $anyElementTrue $arrayElemAt $arrayToObject $avg $ceil $cmp $concat $concatArrays
  $cond $count $addToSet $dayOfMonth $dayOfWeek $dateToString $divide $eq $filter $first $floor $gt $gte $hour $ifNull $in
  $isArray $last $let $literal $lt $lte $map $max $mergeObjects $min $minute $mod $month $multiply $ne $not $objectToArray
  $or $push $range $reduce $reverseArray $round $second $setUnion $size $slice $split $strLenCP $substrCP $subtract $sum
  $switch $toLower $toString $toUpper $trim $trunc $year`.split(/\s+/),
);

/**
 * Refuses aggregation expressions that would be answered differently than MongoDB answers them.
 *
 * @throws InvalidPipelineOperator naming the operator
 */
export function checkExpression(expression: unknown): void {
  if (typeof expression !== 'object' || expression === null) return;
  for (const [name, value] of Object.entries(expression)) {
    if (name.startsWith('$') && !known.has(name)) {
      throw commandError('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
    }
    if (name !== '$literal') checkExpression(value);
  }
}
