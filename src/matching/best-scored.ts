/** The best of the scored numbers it is offered: higher scores first, equals by their numbers. */
export interface BestScored {
  /** Begins anew, to hold the `most` best, at least one. */
  clear(most: number): void;
  /** Nearly every number is turned away after one comparison, with the worst one held. */
  offer(number: number, score: number): void;
  /** The lowest score held, once `most` are held; until then nought. */
  readonly bar: number;
  /** What it holds, best first; clear it before the next offer. */
  sorted(): number[];
}

/** A heap whose root is the worst number held. */
export function createBestScored(): BestScored {
  const heap: { number: number; score: number }[] = [];
  let most = 1;

  function isWorse(left: number, right: number): boolean {
    const one = heap[left];
    const other = heap[right];
    if (one === undefined || other === undefined) return false;
    return one.score < other.score || (one.score === other.score && one.number > other.number);
  }

  function exchange(left: number, right: number): void {
    const moved = heap[left];
    const other = heap[right];
    if (moved === undefined || other === undefined) return;
    heap[left] = other;
    heap[right] = moved;
  }

  function sink(): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && isWorse(child + 1, child)) child += 1;
      if (child >= heap.length || !isWorse(child, at)) return;
      exchange(at, child);
      at = child;
    }
  }

  function rise(): void {
    let at = heap.length - 1;
    while (at > 0 && isWorse(at, (at - 1) >> 1)) {
      exchange(at, (at - 1) >> 1);
      at = (at - 1) >> 1;
    }
  }

  return {
    clear(wanted) {
      heap.length = 0;
      most = wanted;
    },
    offer(number, score) {
      const worst = heap[0];
      if (heap.length < most || worst === undefined) {
        heap.push({ number, score });
        rise();
      } else if (score > worst.score || (score === worst.score && number < worst.number)) {
        worst.number = number;
        worst.score = score;
        sink();
      }
    },
    get bar() {
      return heap.length < most ? 0 : (heap[0]?.score ?? 0);
    },
    sorted() {
      heap.sort((left, right) => right.score - left.score || left.number - right.number);
      return heap.map(({ number }) => number);
    },
  };
}
