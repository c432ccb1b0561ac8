// The editor does all its work without this: buttons ask the server. With it, the page answers by itself.

const form = document.querySelector('[data-editor]');

const later = (work, wait) => {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => work(), wait);
  };
};

function countLeft(line) {
  const field = form.elements[line.dataset.left];
  const show = () => {
    const left = Number(line.dataset.most) - field.value.length;
    line.textContent = line.dataset.text.replace(
      '#',
      new Intl.NumberFormat(document.documentElement.lang).format(left),
    );
  };
  line.hidden = false;
  field.addEventListener('input', show);
  show();
}

function livePreview() {
  const panel = form.querySelector('.preview');
  const place = form.querySelector('[data-preview]');
  const { body } = form.elements;
  let running;
  const show = async () => {
    running?.abort();
    running = new AbortController();
    try {
      const response = await fetch(form.dataset.previewAt, {
        method: 'POST',
        body: new URLSearchParams({ body: body.value }),
        signal: running.signal,
      });
      // The server made it safe; this page makes nothing of it but HTML.
      if (response.ok) place.innerHTML = await response.text();
    } catch {
      // Offline, or overtaken by newer text.
    }
  };
  const soon = later(show, 500);
  body.addEventListener('input', () => {
    if (!panel.hidden) soon();
  });
  // Enter in a field presses the hidden one of these.
  for (const button of form.querySelectorAll('[data-preview-button]')) {
    button.addEventListener('click', async (event) => {
      event.preventDefault();
      panel.hidden = false;
      await show();
      panel.scrollIntoView({ block: 'nearest' });
    });
  }
}

function template(button) {
  button.addEventListener('click', (event) => {
    event.preventDefault();
    const { body } = form.elements;
    body.value = body.value.trim()
      ? `${body.value.trimEnd()}\n\n${button.dataset.template}`
      : button.dataset.template;
    body.dispatchEvent(new Event('input', { bubbles: true }));
    body.focus();
  });
}

function moreRows(button) {
  const rows = form.querySelector('[data-rows]');
  button.addEventListener('click', (event) => {
    event.preventDefault();
    const last = rows.lastElementChild;
    const next = last.cloneNode(true);
    const from = rows.children.length - 1;
    for (const node of next.querySelectorAll('*')) {
      for (const name of ['id', 'name', 'for', 'aria-describedby']) {
        const value = node.getAttribute(name);
        if (value) node.setAttribute(name, value.replace(`sources.${from}.`, `sources.${from + 1}.`));
      }
      if (node.matches('.problem-text')) node.remove();
      if (node.matches('input')) {
        node.value = '';
        node.removeAttribute('aria-invalid');
        node.removeAttribute('aria-describedby');
      }
      node.classList.remove('bad');
    }
    const legend = next.querySelector('legend');
    legend.textContent = legend.textContent.replace(String(from + 1), String(from + 2));
    rows.append(next);
    next.querySelector('input').focus();
  });
}

function findClaims(button) {
  const place = form.querySelector('[data-found]');
  const linked = form.querySelector('[data-linked]');
  const { claimQuery } = form.elements;
  const find = async () => {
    const ticked = [...form.querySelectorAll('[name=claims]:checked')].map((box) => box.value);
    const query = new URLSearchParams({ q: claimQuery.value, without: ticked.join(',') });
    if (!claimQuery.value.trim()) {
      place.replaceChildren();
      return;
    }
    try {
      const response = await fetch(`${form.dataset.claimsAt}?${query}`);
      if (response.ok) place.innerHTML = await response.text();
    } catch {
      // Offline: the button still asks the server.
    }
  };
  claimQuery.addEventListener('input', later(find, 400));
  // Enter here means "find", not "save".
  claimQuery.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    void find();
  });
  button.addEventListener('click', (event) => {
    event.preventDefault();
    void find();
  });
  place.addEventListener('change', (event) => {
    if (!event.target.checked) return;
    linked.querySelector('p')?.remove();
    linked.append(event.target.closest('.choice'));
  });
}

if (form) {
  for (const line of form.querySelectorAll('[data-left]')) countLeft(line);
  livePreview();
  template(form.querySelector('[data-template]'));
  moreRows(form.querySelector('[data-more]'));
  findClaims(form.querySelector('[data-find]'));

  // Leaving with unsaved text asks first.
  let changed = false;
  form.addEventListener('input', () => (changed = true));
  form.addEventListener('submit', () => (changed = false));
  addEventListener('beforeunload', (event) => {
    if (changed) event.preventDefault();
  });
}
