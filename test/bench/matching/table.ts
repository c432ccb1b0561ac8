// What the bench prints: tables for people, or every row as JSON for machines.

export type Figure = number | string;

export interface Printer {
  /** One table: its rows share their columns, the first of which names the row. */
  table(title: string, rows: readonly Record<string, Figure>[]): void;
  /** A line of explanation below a table. */
  note(text: string): void;
  /** Prints the JSON, when that was asked for. */
  end(): void;
}

function written(figure: Figure | undefined): string {
  if (figure === undefined) return '';
  if (typeof figure === 'string' || Number.isInteger(figure)) return String(figure);
  if (figure >= 100) return figure.toFixed(0);
  return figure.toFixed(figure >= 10 ? 2 : 4);
}

/** A printer for standard output. */
export function createPrinter(json: boolean): Printer {
  const printed: { table: string; row: Record<string, Figure> }[] = [];
  return {
    table(title, rows) {
      for (const row of rows) printed.push({ table: title, row });
      if (json) return;
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      const cells = [columns, ...rows.map((row) => columns.map((column) => written(row[column])))];
      const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
      const line = (texts: readonly string[]): string =>
        texts
          .map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
          .join('  ')
          .trimEnd();
      console.log(`\n${title}`);
      for (const texts of cells) console.log(`  ${line(texts)}`);
    },
    note(text) {
      if (!json) console.log(`  ${text}`);
    },
    end() {
      if (json) console.log(JSON.stringify(printed, null, 2));
    },
  };
}
