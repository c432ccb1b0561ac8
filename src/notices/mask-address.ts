/** A colleague's address as the desk may see it: `rina@contoh.example` → `r***@contoh.example`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) return '***';
  return `${address.slice(0, 1)}***${address.slice(at)}`;
}

/** A text of somebody else's (a mail server's) with every address in it hidden, cut to a line's length. */
export function maskText(text: string, longest = 300): string {
  return text
    .replaceAll(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '***')
    .replaceAll(/\s+/g, ' ')
    .slice(0, longest);
}
