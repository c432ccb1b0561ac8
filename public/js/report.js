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

// Coming back by the browser's button: the puzzle was used.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  sending = false;
  solution.value = '';
  status.textContent = '';
});
