// Everything here is a comfort: each page does its work without it.

const comforts = {
  copy:
    navigator.clipboard &&
    (async (button) => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const label = button.querySelector('span');
      const before = label.textContent;
      label.textContent = button.dataset.done;
      setTimeout(() => (label.textContent = before), 2500);
    }),
  // Closing the sheet is no error.
  share:
    navigator.share &&
    (({ dataset }) => navigator.share({ text: dataset.share, url: dataset.url }).catch(() => {})),
  print: () => print(),
};

// A button that cannot do anything stays hidden.
function reveal(place) {
  for (const [name, act] of Object.entries(comforts)) {
    if (!act) continue;
    for (const button of place.querySelectorAll(`[data-${name}]`)) {
      button.hidden = false;
      if (button.parentElement.matches('li')) button.parentElement.hidden = false;
      button.addEventListener('click', () => act(button));
    }
  }
}

reveal(document);
document.querySelector('[data-focus]')?.focus();

// <textarea data-check="#known" data-check-at="/cek">: what is known about the text appears while it is typed.
for (const box of document.querySelectorAll('textarea[data-check]')) {
  const place = document.querySelector(box.dataset.check);
  let timer;
  let asked = box.value.trim();
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
      if (!response.ok) return;
      place.innerHTML = await response.text();
      reveal(place);
    } catch {
      // Offline or overtaken by newer text: the button still works.
    }
  };
  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 700);
  });
}

// A menu that lies over the page goes when it is left, so that nothing that has the keyboard stands behind it.
for (const menu of document.querySelectorAll('details.more')) {
  const close = () => (menu.open = false);
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) close();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (!menu.contains(target)) close();
  });
  menu.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !menu.open) return;
    close();
    menu.querySelector('summary').focus();
  });
}
