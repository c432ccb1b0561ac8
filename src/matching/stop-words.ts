import englishList from 'natural/lib/natural/util/stopwords.js';
import indonesianList from 'natural/lib/natural/util/stopwords_id.js';

/** Words in natural's Indonesian list that carry the meaning of many hoaxes: they stay. */
const TELLING: ReadonlySet<string> = new Set(
  'kasus masuk naik keluar ibu bapak bulan besar kerja bekerja tanggal mata enak datang kembali jawab meminta minta'.split(
    ' ',
  ),
);

/** English words that natural's short list leaves out. */
const ENGLISH_MORE =
  'the is was were has have had having he she they them his her hers its their theirs our ours we us me my mine you your yours i a in on to of it this that these those there here who whom which what when where why how not no nor so than too very just only will would shall should may might must into out off over under up down more most other some such own same then once if or as while with without been being dont doesnt didnt isnt arent wasnt werent cant couldnt wouldnt shouldnt wont im ive youre hes shes theyre weve thats whats get got also said says say amp via rt'.split(
    ' ',
  );

/** What chat Indonesian adds, and particles that say nothing about a claim. */
const INDONESIAN_MORE =
  'nya lah kah pun nge ku mu si sang deh dong sih kok loh lho nih tuh kan ya yaa yah oh eh wah nah banget bgt sekali amat tolong mohon dimana kemana krn ber pak bu mas mbak bang kak gan bro sis bunda teman saudara sahabat kawan kalian anda tahun hari jam pukul'.split(
    ' ',
  );

/** What people write around a forwarded message; it says nothing about what the message claims. */
const FORWARDING =
  'sebar sebarkan sebarluaskan disebarkan viral viralkan share sharing shared bagikan bagi forward forwarded forwardkan teruskan diteruskan copas copy paste fwd info infonya informasi penting breaking news urgent awas waspada hati monggo silahkan silakan semoga bermanfaat grup sebelah tetangga assalamualaikum wr wb amin aamiin fyp foryou foryoupage reels shorts video foto cek baca simak tonton lihat klik subscribe like comment komen follow'.split(
    ' ',
  );

const STOP_WORDS: ReadonlySet<string> = new Set(
  [...indonesianList.words, ...englishList.words, ...ENGLISH_MORE, ...INDONESIAN_MORE].filter(
    (word) => !TELLING.has(word),
  ),
);
const FORWARDING_WORDS: ReadonlySet<string> = new Set(FORWARDING);

/** Whether a lower-case word is too common in Indonesian or English to say anything. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

/** Whether a lower-case word belongs to the wrapping of forwarded messages ("sebarkan", "breaking news"). */
export function isForwardingWord(word: string): boolean {
  return FORWARDING_WORDS.has(word);
}
