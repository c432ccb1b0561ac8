// Solves the puzzle of the report form while the reporter writes, so that sending takes one step instead of two.

const form = document.querySelector('form[data-report]');
const solution = form.elements.puzzle;
const status = document.querySelector('#sending');
const files = form.elements.files;
const warning = document.querySelector('#files-live');
/** Solved early: a puzzle is good for two hours. */
const goodFor = 100 * 60 * 1000;
const largest = 8 * 1024 * 1024;
let solving;
let solvedAt = 0;
let sending = false;

function solve() {
  solving ??= fetch(form.dataset.puzzle, { headers: { Accept: 'application/json' } })
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
    .then(
      (challenge) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(form.dataset.worker);
          worker.addEventListener('message', ({ data }) => {
            worker.terminate();
            solvedAt = Date.now();
            solution.value = data;
            resolve();
          });
          worker.addEventListener('error', reject);
          worker.postMessage(challenge, []);
        }),
    )
    // Without a solution the form asks once more, as it does without JavaScript.
    .catch(() => {})
    .finally(() => (solving = undefined));
  return solving;
}

const solved = () => solution.value !== '' && Date.now() - solvedAt < goodFor;

function checkFiles() {
  const chosen = [...files.files];
  if (chosen.length > Number(files.dataset.most)) warning.textContent = files.dataset.tooMany;
  else if (chosen.some((file) => file.size > largest)) warning.textContent = files.dataset.tooLarge;
  else warning.textContent = '';
}

// Elsewhere than on https and localhost browsers have no crypto.subtle.
if (globalThis.crypto?.subtle) {
  form.addEventListener('input', () => solved() || solve(), { once: true });
  form.addEventListener('submit', async (event) => {
    if (sending) {
      event.preventDefault();
      return;
    }
    if (event.submitter?.value === 'check') return;
    if (solved()) {
      sending = true;
      return;
    }
    event.preventDefault();
    sending = true;
    status.textContent = status.dataset.sending;
    await solve();
    sending = false;
    if (solved()) form.requestSubmit(event.submitter);
    else form.submit();
  });
}

files.addEventListener('change', checkFiles);

// What is known appears while the message is typed (site.js), so its button only waits for when that does not work:
// offline, or too many questions. A message that was there from the start was not asked about yet.
const box = form.elements.text;
const known = document.querySelector(box.dataset.check);
const check = document.querySelector('#check');
/** Milliseconds after the last key; site.js asks after 0.7 s. */
const patience = 4000;
/** Characters; shorter messages are not asked about. */
const shortest = 25;
const isAsked = () => box.value.trim().length < shortest || known.childElementCount > 0;
let waiting;
check.hidden = isAsked();
box.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => (check.hidden = isAsked()), patience);
});
new MutationObserver(() => (check.hidden = isAsked())).observe(known, { childList: true });

// Coming back by the browser's button: the puzzle was used.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  sending = false;
  solution.value = '';
  status.textContent = '';
});
