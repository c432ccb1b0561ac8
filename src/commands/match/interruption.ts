const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const unfinished = new Set<() => void>();

function stop(signal: keyof typeof EXIT_CODES): void {
  for (const tidy of unfinished) tidy();
  process.exit(EXIT_CODES[signal]);
}

/**
 * Has something tidied away when somebody stops the program (Ctrl-C, a closed terminal) before it is done.
 * @returns what to call when it is done.
 */
export function tidyWhenStopped(tidy: () => void): () => void {
  if (unfinished.size === 0) for (const signal of Object.keys(EXIT_CODES)) process.on(signal, stop);
  unfinished.add(tidy);
  return () => {
    unfinished.delete(tidy);
    if (unfinished.size === 0) for (const signal of Object.keys(EXIT_CODES)) process.off(signal, stop);
  };
}
