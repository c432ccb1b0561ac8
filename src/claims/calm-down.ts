import { isIndonesianRoot } from '../matching/stemming.js';

/** Short forms that stay in capitals. */
const acronyms = new Set(
  (
    'AIDS APBD APBN ASI ASN ATM BBM BCA BIN BKN BLT BMKG BNI BNN BNPB BPBD BPJS BPK BPKB BPNT BPOM BRI BSU BTN BUMN ' +
    'CEO COVID CPNS DBD DKI DNA DPD DPR DPRD DPT FBI GPS HIV HP HUT IKN IMF ISIS KB KIP KIS KK KPK KPU KTP KUA KUR ' +
    'LPG LSM MK MPR MRI MSG MUI NASA NATO NIK NIP NKRI NPWP NTB NTT OJK OPEC PAUD PBB PDAM PHK PKH PLN PNS POLRI PPKM ' +
    'PPN PPPK QR QRIS RI RS RSUD RT RW SARS SD SIM SK SMA SMK SMP SMS SNMPTN SPBU STNK TBC THR TKI TNI TPS TV UGM UI ' +
    'UKT UMKM UMR UMP UNICEF UTBK UU USA AS VPN WA WAG WFH WHO WIB WIT WITA WNA WNI YLKI PT CV RUU PCR RNA MBG PIN OTP DP ID'
  ).split(' '),
);

/** Names that a shouted message would lose: months, days, places, brands that people write about. */
const names = new Map(
  (
    'Indonesia Jakarta Jawa Sumatera Sumatra Kalimantan Sulawesi Papua Bali Maluku Aceh Padang Medan Palembang ' +
    'Bandung Bogor Bekasi Depok Tangerang Semarang Surabaya Malang Solo Yogyakarta Jogja Makassar Manado Palu Lombok ' +
    'Banten Lampung Riau Batam Pontianak Banjarmasin Samarinda Balikpapan Ambon Jayapura Kupang Denpasar Cianjur ' +
    'Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember Senin Selasa Rabu Kamis ' +
    'Jumat Sabtu Minggu Ramadan Ramadhan Lebaran Natal Facebook WhatsApp Instagram Telegram TikTok YouTube Google ' +
    'Allah Tuhan Islam Kristen Hindu Buddha Cina China Tiongkok Jepang Korea Amerika Rusia Malaysia Singapura Arab ' +
    'Presiden Covid-19 Shopee Tokopedia Gojek Grab Dana Pertamina Telkomsel Indosat'
  )
    .split(' ')
    .map((name) => [name.toUpperCase(), name]),
);

/** Of the letters, this share in capitals is shouting. */
const shoutingFrom = 0.5;
const longestAcronym = 4;

const word = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;
const capitals = /^(?=.*\p{Lu}{2})[\p{Lu}\p{N}-]+$/u;

/**
 * The same sentence in a normal voice: shouted words in small letters (short forms and common names keep theirs),
 * "!!!" and "baaanget" shortened, a capital at the start.
 */
export function calmDown(sentence: string): string {
  const letters = sentence.match(/\p{L}/gu) ?? [];
  const large = sentence.match(/\p{Lu}/gu) ?? [];
  const shouting = letters.length > 6 && large.length / letters.length >= shoutingFrom;
  const calm = sentence
    .replaceAll(/(\p{L})\1{2,}/giu, '$1')
    .replaceAll(/([!?.,])\1+/gu, (run, mark: string) => (run === '...' ? '…' : mark))
    .replaceAll(/[!?]{2,}/gu, (run) => (run.includes('?') ? '?' : '!'))
    .replaceAll(word, (found, at: number, whole: string) =>
      calmWord(found, shouting || shoutedBeside(whole, at, at + found.length)),
    );
  return calm.replace(/\p{L}/u, (first) => first.toUpperCase());
}

/** Is the word before or after a shouted one? Then this one is no short form either. */
function shoutedBeside(sentence: string, start: number, end: number): boolean {
  const before = /([\p{L}\p{N}-]+)[ /]$/u.exec(sentence.slice(Math.max(0, start - 40), start))?.[1];
  const after = /^[ /]([\p{L}\p{N}-]+)/u.exec(sentence.slice(end, end + 40))?.[1];
  return [before, after].some(
    (word) =>
      word !== undefined && word.length > longestAcronym && capitals.test(word) && !acronyms.has(word),
  );
}

function calmWord(word: string, shouting: boolean): string {
  if (!capitals.test(word)) return word;
  if (acronyms.has(word) || /^\p{Lu}+-?\d/u.test(word)) return names.get(word) ?? word;
  const name = names.get(word);
  if (name !== undefined) return name;
  const small = word.toLowerCase();
  // In a calm sentence a short word in capitals is a short form that is not in the list, unless it is a known word.
  if (!shouting && word.length <= longestAcronym && !isIndonesianRoot(small)) return word;
  return small;
}
