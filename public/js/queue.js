// Eases the queue; the page works without it.

// How many claims are chosen stands on the button, and one box chooses them all.
const bulk = document.querySelector('form#borongan');
if (bulk) {
  const boxes = [...document.querySelectorAll('input[form="borongan"]')];
  const all = bulk.querySelector('[data-all]');
  const count = bulk.querySelector('[data-chosen-count]');
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = chosen > 0 ? `(${chosen})` : '';
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.closest('label').hidden = false;
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  document.addEventListener('change', (event) => {
    if (boxes.includes(event.target)) tell();
  });
  addEventListener('pageshow', tell);
  tell();
}

// A second click while the first is on its way would only lose a race against itself. Next turn, for a button that is
// disabled at once would not be sent along.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
}
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// The counts on the tabs are kept up to date; what is new is offered, and nothing moves until the reader wants it.
const live = document.querySelector('[data-live]');
const offer = document.querySelector('.live a');
const everySeconds = 30;
let timer;
async function refresh() {
  try {
    const answer = await fetch(live.dataset.live, { headers: { Accept: 'application/json' } });
    if (!answer.ok) return;
    const { counts, message } = await answer.json();
    for (const shown of live.querySelectorAll('[data-count]')) {
      const now = counts[shown.dataset.count];
      if (now && shown.textContent !== now.shown) shown.textContent = now.shown;
    }
    // The same words again would be read out again.
    if (message && offer.textContent !== message) offer.textContent = message;
    offer.hidden = !message;
  } catch {
    // The line is down for a moment: the next turn tries again.
  }
}
function follow() {
  clearInterval(timer);
  if (document.visibilityState === 'visible') timer = setInterval(refresh, everySeconds * 1000);
}
if (live && offer) {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void refresh();
    follow();
  });
  follow();
}
