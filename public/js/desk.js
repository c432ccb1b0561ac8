// Eases the desk; every page works without it.

// How many reports are chosen for a claim of their own stands on the button, which waits for the first.
for (const form of document.querySelectorAll('form[data-chosen]')) {
  const buttons = form.querySelectorAll('button');
  const count = form.querySelector('[data-count]');
  const boxes = [...document.querySelectorAll(`input[type="checkbox"][form="${form.id}"]`)];
  const tell = () => {
    // A box may stand for all reports that say the same.
    const chosen = boxes
      .filter((box) => box.checked)
      .reduce((sum, box) => sum + Number(box.dataset.reports ?? 1), 0);
    for (const button of buttons) button.disabled = chosen === 0;
    count.textContent = chosen > 0 ? `(${chosen})` : '';
  };
  for (const box of boxes) box.addEventListener('change', tell);
  tell();
}

// A second click while the first is on its way would only lose a race against itself.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
}
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});
