// Who else is at this claim or in this article. The server says it when the page opens; this keeps it true while the
// page is open, and tells the server that somebody is here. Nothing is ever locked, moved or reloaded by it.

const place = document.querySelector('[data-presence]');

/** Milliseconds between beats; the server forgets a page that misses two. */
const beatEvery = 20_000;
/** Whoever has not moved for so long has gone for coffee: not here, and not kept signed in by this either. */
const awayAfter = 10 * 60_000;

function presence() {
  const { page, version, claims, draft: key } = place.dataset;
  const people = place.querySelector('[data-people]');
  const changed = place.querySelector('[data-changed]');
  const free = place.querySelector('[data-free]');
  const carryOn = place.querySelector('[data-carry-on]');
  let typedSince = false;
  let movedAt = Date.now();
  let over = false;
  let quietUntil = 0;
  const saysOf = (all) => JSON.stringify(all.map((says) => says.trim()));
  let shownPeople = saysOf([...people.querySelectorAll('span')].map((span) => span.textContent));
  let shownVersion = version;
  let accepted = '';

  // A draft that was never saved has no version, and nothing to be about.
  const bodyOf = (state) =>
    new URLSearchParams(Object.entries({ state, page, version, claims, key }).filter(([, value]) => value));

  // A live region says again what is put into it again: only what is new is written.
  const showPeople = (company) => {
    const told = saysOf(company.map(({ says }) => says));
    const writers = company.filter(({ state }) => state === 'writing').map(({ name }) => name);
    const warns = writers.length > 0 && accepted !== writers.join();
    place.classList.toggle('writing', warns);
    free.hidden = !warns;
    place.dataset.writers = writers.join();
    if (told === shownPeople) return;
    shownPeople = told;
    people.replaceChildren(
      ...company.map(({ state, says }) => {
        const item = place
          .querySelector(`template[data-of="${state}"]`)
          .content.firstElementChild.cloneNode(true);
        item.querySelector('span').textContent = says;
        return item;
      }),
    );
  };

  const showChange = (sentence, now) => {
    if (!sentence || String(now) === shownVersion) return;
    shownVersion = String(now);
    changed.querySelector('span').textContent = sentence;
    changed.hidden = false;
  };

  const beat = async () => {
    if (
      over ||
      Date.now() < quietUntil ||
      document.visibilityState !== 'visible' ||
      Date.now() - movedAt > awayAfter
    )
      return;
    const state = typedSince ? 'writing' : 'looking';
    typedSince = false;
    try {
      const response = await fetch(place.dataset.presence, { method: 'POST', body: bodyOf(state) });
      // Signed out, or the claim is gone: whatever is pressed next says so.
      over = [401, 403, 404].includes(response.status);
      // Too many pages of one person say so at once: this one is quiet for a while.
      if (response.status === 429) {
        quietUntil = Date.now() + (Number(response.headers.get('Retry-After')) || 60) * 1000;
      }
      if (!response.ok) return;
      const told = await response.json();
      showPeople(told.people);
      showChange(told.changed, told.version);
    } catch {
      // Offline for a moment: the next beat tries again.
    }
  };

  // Whoever types or comes back says so at once, and then as often as everybody.
  let first = true;
  addEventListener('input', (event) => {
    if (!event.target.closest?.('form[method="post"]')) return;
    typedSince = true;
    // A reload would throw away what was typed.
    changed.querySelector('[data-reload]').hidden = true;
    changed.querySelector('[data-beside]').hidden = false;
    if (first) void beat();
    first = false;
  });
  for (const kind of ['pointermove', 'pointerdown', 'keydown', 'scroll']) {
    addEventListener(
      kind,
      () => {
        const wasAway = Date.now() - movedAt > awayAfter;
        movedAt = Date.now();
        if (wasAway) void beat();
      },
      { passive: true },
    );
  }
  document.addEventListener('visibilitychange', () => {
    movedAt = Date.now();
    void beat();
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) void beat();
  });
  addEventListener('pagehide', () => navigator.sendBeacon(place.dataset.presence, bodyOf('gone')));

  carryOn.hidden = false;
  carryOn.addEventListener('click', () => {
    accepted = place.dataset.writers ?? '';
    place.classList.remove('writing');
    free.hidden = true;
  });

  setInterval(beat, beatEvery);
  void beat();
}

if (place) presence();
