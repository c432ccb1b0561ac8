/** Orders scored numbers: higher score first, then lower number, so that the order never depends on history. */
export function worse(scores: Int32Array, left: number, right: number): boolean {
  const difference = (scores[left] ?? 0) - (scores[right] ?? 0);
  return difference < 0 || (difference === 0 && left > right);
}

/**
 * The `most` best of the first `count` numbers in `touched` by their `scores`, in the order of a heap: the worst one
 * comes first. Nearly every number is turned away after one comparison with it.
 */
export function heapOfBest(touched: Int32Array, count: number, scores: Int32Array, most: number): number[] {
  const heap: number[] = [];
  const sink = (): void => {
    const moved = heap[0] ?? 0;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && worse(scores, heap[child + 1] ?? 0, heap[child] ?? 0)) child += 1;
      if (!worse(scores, heap[child] ?? 0, moved)) break;
      heap[at] = heap[child] ?? 0;
      at = child;
    }
    heap[at] = moved;
  };
  const rise = (added: number): void => {
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!worse(scores, added, heap[parent] ?? 0)) break;
      heap[at] = heap[parent] ?? 0;
      at = parent;
    }
    heap[at] = added;
  };
  let least = 0;
  for (let index = 0; index < count; index += 1) {
    const number = touched[index] ?? 0;
    if (heap.length < most) {
      heap.push(number);
      rise(number);
      least = scores[heap[0] ?? 0] ?? 0;
    } else if ((scores[number] ?? 0) >= least && worse(scores, heap[0] ?? 0, number)) {
      heap[0] = number;
      sink();
      least = scores[heap[0] ?? 0] ?? 0;
    }
  }
  return heap;
}

/** The same, best first. */
export function bestScored(touched: Int32Array, count: number, scores: Int32Array, most: number): number[] {
  return heapOfBest(touched, count, scores, most).sort((left, right) =>
    worse(scores, left, right) ? 1 : -1,
  );
}
