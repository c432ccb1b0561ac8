import type { ClaimPageModel } from '../claim-page.js';
import type { DossierAsked } from './dossier.schema.js';

/**
 * The dossier of a claim's page with every address that leads around in it: further pages, the other order, opening
 * and closing a wording. What is chosen elsewhere on the page stays as it is.
 *
 * @param asked what the page was asked for; `paged` when it shows further reports of the open wording.
 * @param own the page itself.
 */
export function withAddresses(
  dossier: ClaimPageModel['dossier'],
  asked: Omit<DossierAsked, 'cursor'> & { paged: boolean },
  own: string,
) {
  const { order, page, wording, pictures } = asked;
  const kept = { order: order === 'newest' ? undefined : order, page, wording, pictures };
  const address = (change: Record<string, string | number | undefined>, anchor: string) => {
    const query = Object.entries({ ...kept, ...change })
      .filter(([, value]) => value !== undefined && value !== 1)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join('&');
    return `${own}${query && `?${query}`}#${anchor}`;
  };
  const shown = dossier.pictures;
  return {
    ...dossier,
    orders: (['newest', 'most'] as const).map((name) => ({
      name,
      current: dossier.order === name,
      href: address(
        { order: name === 'newest' ? undefined : name, page: undefined, wording: undefined },
        'laporan',
      ),
    })),
    nextUrl: dossier.hasMore && address({ page: dossier.page + 1, wording: undefined }, 'laporan'),
    firstUrl: dossier.page > 1 && address({ page: undefined, wording: undefined }, 'laporan'),
    rows: dossier.rows.map((row) => ({
      ...row,
      openUrl: address({ wording: row.key }, row.anchor),
      closeUrl: address({ wording: undefined }, row.anchor),
      opened: row.opened && {
        ...row.opened,
        nextUrl: row.opened.next && address({ wording: row.key, cursor: row.opened.next }, row.anchor),
        firstUrl: asked.paged && address({ wording: row.key }, row.anchor),
      },
    })),
    pictures: shown && {
      ...shown,
      nextUrl: shown.hasMore && address({ pictures: shown.page + 1 }, 'gambar'),
      firstUrl: shown.page > 1 && address({ pictures: undefined }, 'gambar'),
    },
  };
}
