import type { Actor } from '../claims/claim.model.js';
import type { SignedIn } from '../web/request.js';

/** How histories remember a person. */
export function actorOf(person: Pick<SignedIn, 'id' | 'name'>): Actor {
  return { person: person.id, name: person.name };
}
