// Everything here is a comfort: each page does its work without it.

function reveal(button) {
  button.hidden = false;
  if (button.parentElement.matches('li')) button.parentElement.hidden = false;
}

for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) break;
  reveal(button);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.querySelector('span');
    const before = label.textContent;
    label.textContent = button.dataset.done;
    setTimeout(() => (label.textContent = before), 2500);
  });
}

for (const button of document.querySelectorAll('[data-share]')) {
  if (!navigator.share) break;
  reveal(button);
  button.addEventListener('click', () => {
    // Closing the sheet is no error.
    navigator.share({ text: button.dataset.share, url: button.dataset.url }).catch(() => {});
  });
}

for (const button of document.querySelectorAll('[data-print]')) {
  reveal(button);
  button.addEventListener('click', () => print());
}

document.querySelector('[data-focus]')?.focus();

// <textarea data-check="#known" data-check-at="/cek">: what is known about the text appears while it is typed.
for (const box of document.querySelectorAll('textarea[data-check]')) {
  const place = document.querySelector(box.dataset.check);
  let timer;
  let asked = '';
  let running;
  const ask = async () => {
    const text = box.value.trim();
    if (text === asked) return;
    asked = text;
    running?.abort();
    if (text.length < 25) {
      place.replaceChildren();
      return;
    }
    running = new AbortController();
    try {
      const response = await fetch(box.dataset.checkAt, {
        method: 'POST',
        body: new URLSearchParams({ text, part: 'answer' }),
        signal: running.signal,
      });
      if (response.ok) place.innerHTML = await response.text();
    } catch {
      // Offline or overtaken by newer text: the button still works.
    }
  };
  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 700);
  });
}
