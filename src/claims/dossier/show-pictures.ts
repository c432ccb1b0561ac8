import { maskFor } from '../../privacy/mask-for.js';
import type { Translate } from '../../web/languages.js';
import type { ClaimElsewhere } from './claims-elsewhere.js';
import type { Gathered } from './gather-dossier.js';
import type { GroupedPictures, PictureGroup, SeenPicture } from './group-pictures.js';

const groupsAtOnce = 12;
/** More questions at once nobody answers; the next come when these are answered. */
const mostAsked = 4;
const mostDecided = 50;

/** The groups of pictures on a page. */
export function shownGroups({ groups }: GroupedPictures, page = 1): PictureGroup[] {
  return groups.slice((page - 1) * groupsAtOnce, page * groupsAtOnce);
}

const addresses = ({ file, thumbnail, hash }: SeenPicture) => ({
  hash,
  href: `/meja/gambar/${file}`,
  src: `/meja/gambar/${thumbnail}`,
});

/** The pictures of a claim as its page shows them; undefined where there are none. */
export function showPictures(
  { pictures, decisions }: Pick<Gathered, 'pictures' | 'decisions'>,
  elsewhere: ReadonlyMap<string, ClaimElsewhere[]>,
  t: Translate,
  page = 1,
) {
  const { groups, questions, left } = pictures;
  if (groups.length === 0) return undefined;
  const seen = new Map(groups.flatMap((group) => group.pictures.map((picture) => [picture.hash, picture])));
  return {
    count: groups.length,
    page,
    hasMore: page * groupsAtOnce < groups.length,
    left,
    groups: shownGroups(pictures, page).flatMap((group) => {
      const [oldest] = group.pictures;
      if (!oldest) return [];
      return [
        {
          ...addresses(oldest),
          reading: readingOf(group, t),
          reports: group.reports,
          variants: group.pictures.length,
          first: new Date(group.first),
          elsewhere: elsewhere.get(group.key) ?? [],
        },
      ];
    }),
    questions: questions.slice(0, mostAsked).map(({ first, second, distance }) => ({
      first: addresses(first),
      second: addresses(second),
      distance,
    })),
    waiting: Math.max(0, questions.length - mostAsked),
    decided: decisions.slice(0, mostDecided).flatMap(({ _id, decision, decidedBy, decidedAt, ...pair }) => {
      const [first, second] = [seen.get(pair.first), seen.get(pair.second)];
      if (!first || !second) return [];
      return [
        {
          id: String(_id),
          decision,
          by: decidedBy.name,
          at: decidedAt,
          first: addresses(first),
          second: addresses(second),
        },
      ];
    }),
  };
}

/** What a machine read in the pictures of a group: the longest of the readings, which are of one picture. */
function readingOf({ pictures }: PictureGroup, t: Translate): string {
  const longest = pictures.reduce(
    (best, { reading = '' }) => (reading.length > best.length ? reading : best),
    '',
  );
  return maskFor(longest, t);
}
