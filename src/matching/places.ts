import { stem } from './stemming.js';

/** Places are compared with places of the same kind only: a town and its province do not contradict each other. */
export type PlaceKind = 'country' | 'province' | 'town';

const NAMES: Readonly<Record<PlaceKind, string>> = {
  country:
    'malaysia, singapura, singapore, thailand, vietnam, filipina, philippines, kamboja, myanmar, brunei, timor leste, ' +
    'jepang=japan, china=cina=tiongkok, korea selatan, korea utara, taiwan, india, pakistan, bangladesh, nepal, ' +
    'arab saudi=saudi arabia, iran, irak=iraq, suriah=syria, turki=turkey, mesir=egypt, israel, palestina=palestine, yaman=yemen, ' +
    'lebanon, yordania, qatar, dubai, afghanistan, rusia=russia, ukraina=ukraine, inggris=england, jerman=germany, prancis=france, ' +
    'italia=italy, spanyol=spain, belanda=netherlands, swiss=switzerland, swedia=sweden, norwegia, polandia, portugal, ' +
    'kanada=canada, meksiko=mexico, brasil=brazil, argentina, chile, peru, venezuela, kuba=cuba, haiti, nigeria, ' +
    'kenya, etiopia=ethiopia, somalia, maroko, libya, australia, selandia baru, papua nugini',
  province:
    'aceh, sumatera utara=sumut, sumatera barat=sumbar, riau, kepulauan riau=kepri, jambi, bengkulu, sumatera selatan=sumsel, ' +
    'bangka belitung=babel, lampung, banten, dki jakarta=jakarta, jawa barat=jabar, jawa tengah=jateng, jawa timur=jatim, yogyakarta=jogja=jogjakarta, ' +
    'bali, nusa tenggara barat=ntb, nusa tenggara timur=ntt, kalimantan barat=kalbar, kalimantan tengah=kalteng, kalimantan selatan=kalsel, ' +
    'kalimantan timur=kaltim, kalimantan utara=kaltara, sulawesi utara=sulut, gorontalo, sulawesi tengah=sulteng, sulawesi barat=sulbar, ' +
    'sulawesi selatan=sulsel, sulawesi tenggara=sultra, maluku, maluku utara=malut, papua, papua barat, papua selatan, papua pegunungan',
  town:
    'bandung, bogor, bekasi, depok, tangerang, cianjur, sukabumi, garut, tasikmalaya, ciamis, cirebon, indramayu, subang, ' +
    'karawang, purwakarta, sumedang, majalengka, kuningan, pangandaran, cilegon, serang, pandeglang, lebak, semarang, ' +
    'surakarta=solo, magelang, pekalongan, tegal, brebes, cilacap, purwokerto, banyumas, kebumen, purworejo, klaten, boyolali, ' +
    'kudus, jepara, demak, pati, rembang, blora, wonosobo, temanggung, salatiga, sragen, wonogiri, sleman, bantul, surabaya, ' +
    'sidoarjo, gresik, malang, kediri, blitar, madiun, mojokerto, jombang, jember, banyuwangi, probolinggo, pasuruan, lumajang, ' +
    'lamongan, tuban, bojonegoro, ngawi, ponorogo, pacitan, tulungagung, trenggalek, sampang, pamekasan, sumenep, bangkalan, ' +
    'denpasar, singaraja, mataram, kupang, ende, medan, binjai, siantar, sibolga, padang, bukittinggi, payakumbuh, pekanbaru, ' +
    'dumai, batam, tanjungpinang, palembang, prabumulih, pangkalpinang, banda aceh, lhokseumawe, langsa, meulaboh, pontianak, ' +
    'singkawang, palangkaraya, sampit, banjarmasin, banjarbaru, samarinda, balikpapan, bontang, tarakan, manado, bitung, tomohon, ' +
    'palu, donggala, poso, luwuk, makassar, parepare, palopo, gowa, bone, kendari, baubau, ambon, ternate, tidore, jayapura, ' +
    'sorong, manokwari, merauke, timika, nabire, wamena, tokyo, beijing, wuhan, london, paris, berlin, moskow, kiev, gaza, rafah, ' +
    'tel aviv, mekah=makkah, madinah, istanbul, washington, new york, chicago, houston, dallas, los angeles, seattle, boston, miami, detroit',
};

interface Place {
  kind: PlaceKind;
  name: string;
}

const SEPARATOR = ' ';
const PLACES: ReadonlyMap<string, Place> = new Map(
  Object.entries(NAMES).flatMap(([kind, names]) =>
    names.split(', ').flatMap((spellings) => {
      const [name = '', ...others] = spellings.split('=');
      const place: Place = { kind: kind as PlaceKind, name };
      return [name, ...others].map(
        (spelling) => [spelling.split(' ').map(stem).join(SEPARATOR), place] as const,
      );
    }),
  ),
);
const LONGEST_NAME = 3;
const PLACE_WORDS: ReadonlySet<string> = new Set([...PLACES.keys()].flatMap((name) => name.split(SEPARATOR)));

/** Whether a stem is a place's name or a part of one. */
export function isPlaceWord(stem: string): boolean {
  return PLACE_WORDS.has(stem);
}

/** The places named in a sequence of stems; "papua barat" is one place and not also "papua". */
export function placesIn(stems: readonly string[]): Place[] {
  const found: Place[] = [];
  let at = 0;
  while (at < stems.length) {
    // Nearly every word is no part of any place's name.
    let length = isPlaceWord(stems[at] ?? '') ? Math.min(LONGEST_NAME, stems.length - at) : 0;
    while (length > 0) {
      const place = PLACES.get(
        length === 1 ? (stems[at] ?? '') : stems.slice(at, at + length).join(SEPARATOR),
      );
      if (place !== undefined) {
        found.push(place);
        break;
      }
      length -= 1;
    }
    at += Math.max(1, length);
  }
  return found;
}
