// What apps and people put around a message when they pass it on. None of it is the claim.

/** At the start of a line: "[12/03/26 10.22] Budi:", "12/03/2026, 10:22 - Budi:", "> ", "1. ". */
const marks =
  /^\s*(?:(?:\[?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},?\s+\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AP]M)?\]?\s*[-–]?\s*)(?:[^:\n]{1,40}:\s)?|>+\s*|(?:\d{1,2}[.)]|[-*•])\s+(?=\S))/iu;

/** Openings that come before the claim in the same sentence: "INFO PENTING:", "Breaking news -", "Hoax?". */
const openings =
  /^(?:(?:info(?:rmasi)?|berita|kabar|pengumuman|peringatan|awas|waspada|viral|heboh|breaking(?:\s+news)?|news|hot\s+news|urgent|attention|warning|penting|perhatian|ingat|simpan|alert|terbaru|terkini|a1|valid|resmi|hoa?[xk]s?|copas|dikutip|repost|forwarded|diteruskan|fwd?|share)(?:\s+(?:penting|terbaru|terkini|resmi|valid|a1|darurat|dari\s+(?:grup|group)\s+\S+|hari\s+ini|banget|sekali|sekarang|untuk\s+semua|news))*)\s*(?:[:!\-–—?]+|\.{2,}|(?=\s*$))\s*/iu;

const greetings =
  /^(?:assalam\S*|salam|selamat\s+(?:pagi|siang|sore|malam)|hal+o|hai|yth|dear|perhatian|kepada|kpd|good\s+(?:morning|evening)|hello)\b/iu;

const calls =
  /\b(?:di)?(?:sebar(?:kan|luaskan)?|share|bagikan|viralkan|teruskan|forward|kirim(?:kan)?)\b.*\b(?:grup|group|semua|keluarga|teman|saudara|orang|kontak|sebanyak|lain|everyone|friends|family)\b/iu;

const passedOn =
  /^(?:forwarded(?:\s+many\s+times)?|diteruskan(?:\s+berkali-kali)?|pesan\s+diteruskan|copas(?:\s+dari\b.*)?|(?:dari|info\s+dari)\s+(?:grup|group|wag)\b.*|semoga\s+bermanfaat.*|terima\s*kasih.*|wallahu.*|aamiin.*|baca\s+(?:sampai|dulu)\b.*|(?:jangan|tolong)\s+diabaikan.*|(?:tolong|mohon)\s+(?:dibaca|disimak|dicek|cek)\b.*|(?:apa(?:kah)?\s+)?(?:benar(?:kah)?|bener(?:an)?|hoa?[xk]s?|valid)\s*(?:ini|kah|ga+k?|tidak|nggak)?.{0,20}\?+|mau\s+(?:tanya|nanya)\S*|sebarkan.{0,20}|viralkan.{0,20}|share.{0,20})[.!,\s]*$/iu;

/** A line without the marks of a chat export, quotes, list numbers and headline openings. */
export function withoutForwardMarks(line: string): string {
  let rest = line.replace(marks, '');
  // Emojis and stars stand around openings: "🚨🚨 *INFO PENTING* 🚨 …".
  for (let turn = 0; turn < 3; turn += 1) {
    const bare = rest.replace(/^[^\p{L}\p{N}"'(]+/u, '').replaceAll(/[*_~`]/gu, '');
    const shorter = bare.replace(openings, '');
    if (shorter === bare) return bare;
    rest = shorter;
  }
  return rest;
}

/** Is a sentence only a greeting, a call to spread it, or the app's own label? */
export function isBoilerplate(sentence: string): boolean {
  const short = sentence.length <= 120;
  return (
    passedOn.test(sentence) ||
    (short && calls.test(sentence)) ||
    (sentence.length <= 60 && greetings.test(sentence))
  );
}
