export const HELP = `Usage:
  npm run match -- rank --claims CLAIMS --reports REPORTS [--out RANKS] [--top 10]
  npm run match -- group --reports REPORTS [--out GROUPS] [--with-text]
  npm run match -- train --claims CLAIMS --reports REPORTS [--claims … --reports …] [--out MODEL]
  npm run match -- train --from-store [--model MODEL] [--out MODEL]
  npm run match -- eval --ranks RANKS --reports REPORTS [--json]
  npm run match -- eval --groups GROUPS --reports REPORTS [--json]

rank    For each report, the claims most like it, best first, with scores from 0 to 1.
group   Puts each report to the group of the earlier report that it repeats, in file order.
train   Learns the weights of the evidence and the thresholds, from reports whose right claims are known, or corrects
        weights by what verifiers confirmed and rejected. The same input gives the same model, to the digit.
eval    Says how good a ranking or a grouping is, for reports whose right claims or groups are known.
        Rankings: MAP@5, P@1, H@5, and the calibration: of the first matches with a score near 0.8, are 80 % right?
        Groups: precision, recall and F1, pairwise and B-cubed, of all reports and of those that repeat another.

Only --from-store reads a database: the one of npm start, with the same settings. Files are JSON Lines or CSV, in UTF-8.

JSON Lines, one object a line:
  claims   {"id", "text", "title"?}
  reports  {"id", "text"}; for train and eval {"id", "claims": ["the ids of the right claims"]} or {"id", "group"}
  ranks    {"id", "matches": [{"claim", "score"}]}   one line a report, in the order of the reports
  groups   {"id", "group"}                           the group is the id of its first report

CSV, when the file's name ends in .csv or .tsv: a header row with the same names.
  The separator is a comma, a semicolon or a tab, as the header has it; output is written as the reports are.
  Without a column for the id, the number of the line is the id. Several claims in one cell: 12;57.
  ranks    id,place,claim,score   one row a match; a report without a match has a row without a claim
  Cells that a spreadsheet would run as a formula are written with an apostrophe in front, and read without it.

Options:
  --claims FILE        claims to rank
  --reports FILE       reports, read one by one; - is standard input
  --out FILE           written beside itself as FILE.part and renamed when complete; - or nothing is standard output
  --top NUMBER         claims for each report, 1 to 1000 (10)
  --model FILE         weights and thresholds that train wrote (those that come with Saring)
  --from-store         learn from what verifiers decided
  --with-text          write the text of each report beside its group
  --format FORMAT      jsonl, csv or tsv: where no file name tells it (jsonl)
  --id-column NAME     the field or column of the id in claims and reports (id)
  --text-column NAME   the field or column of the text in claims and reports (text)
  --line-ids           take the number of the line as the id
  --ranks FILE         a ranking to evaluate
  --groups FILE        a grouping to evaluate
  --json               evaluation as JSON
  --help               this text

In a pipe, npm run --silent match keeps npm's own lines out of standard output.
`;
