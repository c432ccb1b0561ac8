// Claims and reports are dragged onto each other: only a way to the preview, which says what changes and asks. The
// keyboard and the links beside it lead to the same preview.

const kind = 'application/x-saring';
let dragged = null;

/** Where dropping what is dragged leads. */
function previewOf(source, target) {
  const to = target.dataset.drop;
  if (source.dataset.drag === 'claim') {
    return to === source.dataset.claim ? null : `${source.dataset.merge}?into=${to}`;
  }
  const form = document.querySelector('form#pisah');
  if (!form) return null;
  const own = source.querySelector('input[form="pisah"]');
  const chosen = [...document.querySelectorAll('input[form="pisah"]:checked')];
  // Several that are chosen travel together when one of them is dragged.
  const boxes = chosen.includes(own) ? chosen : [own];
  const query = new URLSearchParams(boxes.map(({ name, value }) => [name, value]));
  query.append('version', form.elements.version.value);
  query.append('into', to);
  return `${form.querySelector('[formmethod=get]').getAttribute('formaction')}?${query}`;
}

for (const handle of document.querySelectorAll('[data-handle]')) {
  handle.hidden = false;
  handle.draggable = true;
  handle.addEventListener('dragstart', (event) => {
    dragged = handle.closest('[data-drag]');
    dragged.classList.add('dragged');
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData(kind, dragged.dataset.drag);
    event.dataTransfer.setDragImage(dragged, 10, 10);
  });
  handle.addEventListener('dragend', () => {
    dragged?.classList.remove('dragged');
    dragged = null;
  });
}

for (const target of document.querySelectorAll('[data-drop]')) {
  const fits = () => dragged && dragged !== target && previewOf(dragged, target);
  target.addEventListener('dragover', (event) => {
    if (!fits()) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    target.classList.add('drop');
  });
  target.addEventListener('dragleave', (event) => {
    if (!target.contains(event.relatedTarget)) target.classList.remove('drop');
  });
  target.addEventListener('drop', (event) => {
    const preview = fits();
    target.classList.remove('drop');
    if (!preview) return;
    event.preventDefault();
    location.assign(preview);
  });
}
