// The desk by keyboard. Which key does what stands in the markup: data-key on a control (or on what holds it), data-stop
// on the rows that j and k walk through, data-bulk on what the queue does to chosen rows, data-go on the menu. A key
// presses what a mouse would press, so everything else (races, undo, sentences) is the same.

const storage = {
  read(place, name) {
    try {
      return JSON.parse(place.getItem(name) ?? 'null');
    } catch {
      // Storage is blocked, or somebody wrote into it: nothing is remembered.
      return null;
    }
  },
  write(place, name, value) {
    try {
      place.setItem(name, JSON.stringify(value));
    } catch {
      // Storage is blocked: the next page begins at its top.
    }
  },
};
const switchName = 'saring.keys';
const queueName = 'saring.queue';
const trailName = 'saring.pages';
const arrivalName = 'saring.arrival';
/** A page that takes longer than this, in milliseconds, was not asked for by the last key. */
const arrivalFor = 60_000;
/** The second key of `g q` is waited for so long, in milliseconds. */
const secondKeyFor = 3000;

const helpLink = document.querySelector('[data-keys-help]');
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const isSeen = (element) => element.checkVisibility();
let isOn = storage.read(localStorage, switchName) !== 'off';

// What is said to a screen reader stands in a region of its own: only what changes while a page is open is read out.
let region;
function say(sentence) {
  if (!sentence) return;
  if (!region) {
    region = document.createElement('p');
    region.className = 'sr';
    region.setAttribute('role', 'status');
    document.querySelector('main').append(region);
  }
  region.textContent = '';
  setTimeout(() => (region.textContent = sentence), 150);
}
const sayWord = (name) => say(helpLink.dataset[name]);

/** The control that a key is about: what carries the key, or the first one in it. */
function controlOf(element) {
  if (element.matches('a, button, input, select, textarea, summary')) return element;
  return element.matches('div:has(> details)')
    ? element.querySelector('summary')
    : element.querySelector('select, textarea, input:not([type=hidden]), button, a');
}

/** Assistive technology is told of keys only while they work. */
function tellShortcuts() {
  for (const element of all('[data-key], [data-bulk]')) {
    const control = controlOf(element);
    const keys = element.dataset.key ?? element.dataset.bulk;
    if (isOn) control?.setAttribute('aria-keyshortcuts', keys);
    else control?.removeAttribute('aria-keyshortcuts');
  }
}

// Rows: the focus really moves, so that Tab and a screen reader go on from there.
let here = null;
const stops = () => all('[data-stop]').filter(isSeen);
for (const stop of all('[data-stop]')) {
  if (!stop.querySelector('[data-stop-focus]')) stop.tabIndex = -1;
}
document.addEventListener('focusin', ({ target }) => {
  here = target.closest('[data-stop]') ?? here;
});
const currentStop = () => (here?.isConnected && isSeen(here) ? here : null);

function focusStop(stop) {
  const target = stop.querySelector('[data-stop-focus]') ?? stop;
  target.focus({ preventScroll: true });
  stop.scrollIntoView({ block: 'nearest' });
}

function walk(by) {
  const rows = stops();
  const at = rows.indexOf(currentStop());
  const next = at < 0 ? rows[0] : rows[at + by];
  if (next) focusStop(next);
  else sayWord('end');
  return rows.length > 0;
}

const claimOf = (stop) => stop?.dataset.claim;
const claimHere = /\/meja\/klaim\/([0-9a-f]{24})/.exec(location.pathname)?.[1];
const queueRows = all('.queue > [data-claim]');
const bulk = document.querySelector('form#borongan');
const isQueue = document.querySelector('[data-live]') !== null;

/** This page of the queue, without what only tells of the last act. */
function pageOf(address) {
  const { pathname, searchParams } = new URL(address, location.href);
  searchParams.delete('acted');
  searchParams.sort();
  return `${pathname}?${searchParams}`;
}

/** Remembers where in the queue somebody is, for the way back. */
function keepQueue(at) {
  if (queueRows.length === 0) return;
  const address = location.pathname + location.search;
  storage.write(sessionStorage, queueName, { address, rows: queueRows.map(claimOf), at });
}

/** The claims after one, and then those before it, the nearest first: where a list goes on when one has left it. */
function onwardsFrom(rows, at) {
  const place = rows.indexOf(at);
  return [...rows.slice(place + 1), ...rows.slice(0, Math.max(place, 0)).toReversed()];
}

/** The next page goes on where this one was left, and says what was done. */
function leave(more = {}) {
  const place = stops().indexOf(currentStop());
  const left = { at: Date.now(), path: location.pathname, place, ...more };
  storage.write(sessionStorage, arrivalName, left);
}

function follow(address, more) {
  leave(more);
  location.assign(address);
}

/** Numbers what a digit chooses, once. */
function number(labels) {
  for (const [place, label] of labels.entries()) {
    if (label.dataset.numbered) continue;
    label.dataset.numbered = 'yes';
    label.textContent = `${place + 1}. ${label.textContent}`;
  }
}

function open(summary) {
  const { parentElement: details } = summary;
  details.open = true;
  const body = details.querySelector('.confirm-body') ?? details;
  number(all('fieldset input[type=radio] + span', body));
  const first = body.querySelector(
    'input:not([type=hidden]), select, textarea, button, a[href]:not(summary a)',
  );
  (first ?? summary).focus();
  details.scrollIntoView({ block: 'nearest' });
}

function activate(element) {
  const control = controlOf(element);
  if (!control) return;
  if (control.matches('summary')) open(control);
  else if (element === control && control.matches('a, button')) {
    leave({ want: wanted([claimOf(currentStop())]) });
    control.click();
  } else if (control.matches('[type=checkbox]')) {
    control.click();
    sayWord(control.checked ? 'chosen' : 'unchosen');
  } else {
    control.focus();
    control.closest('section, form')?.scrollIntoView({ block: 'nearest' });
    if (control.matches('[type=search], [type=text]')) control.select();
  }
}

/** Where the queue goes on after something was done to some rows: the next one that is none of them. */
function wanted(ids) {
  const rows = queueRows.map(claimOf);
  if (rows.length === 0) return undefined;
  return onwardsFrom(rows, claimOf(currentStop()) ?? ids[0]).filter((id) => !ids.includes(id));
}

// The queue: what is done to chosen rows is done to the one that has the keyboard when none is chosen.
const boxes = bulk ? all('input[name=claims]') : [];
let lent = null;

function giveBack() {
  if (lent?.checked) lent.click();
  lent = null;
}

function actOnRows(control) {
  giveBack();
  if (!boxes.some(({ checked }) => checked)) {
    const box = boxes.find((one) => one.closest('[data-stop]') === currentStop());
    if (!box) {
      walk(1);
      sayWord('pick');
      return;
    }
    box.click();
    lent = box;
  }
  if (control.matches('button')) {
    send(control);
    return;
  }
  control.closest('details').open = true;
  const select = control.querySelector('select');
  number([...select.options].filter(({ value }) => value !== ''));
  select.focus();
  control.scrollIntoView({ block: 'nearest' });
}

function send(button) {
  const acted = boxes.filter(({ checked }) => checked).map(({ value }) => value.split('.')[0]);
  leave({ want: wanted(acted), acted });
  button.click();
}

/** Back to the row that was left, or to the one after it. */
function backToQueue() {
  const kept = storage.read(sessionStorage, queueName);
  if (kept) follow(kept.address, { want: [kept.at, ...onwardsFrom(kept.rows, kept.at)] });
  else follow(document.querySelector('[data-go="q"]').href, {});
}

/** The claim after this one, or before it, on the page of the queue as it was when it was left. */
function neighbour(by) {
  const kept = storage.read(sessionStorage, queueName);
  const next = kept?.rows[kept.rows.indexOf(kept.at) + by];
  if (!next) {
    sayWord('lastClaim');
    return;
  }
  storage.write(sessionStorage, queueName, { ...kept, at: next });
  follow(location.pathname.replace(/\/meja\/klaim\/.*$/, `/meja/klaim/${next}`));
}

function turnPage(by) {
  if (by > 0) {
    const next = document.querySelector('.pages a[rel=next]');
    if (!next) {
      sayWord('end');
      return;
    }
    leave();
    next.click();
    return;
  }
  const before = storage.read(sessionStorage, trailName)?.[pageOf(location.href)];
  const first = document.querySelector('.pages a:not([rel])');
  if (before) follow(before);
  else if (first) follow(first.href);
  else sayWord('end');
}

/** @returns whether the key was about something. */
function press(key) {
  if (key === 'j' || key === 'k') return walk(key === 'j' ? 1 : -1);
  const acting = bulk?.querySelector(`[data-bulk="${key}"]`);
  if (acting) {
    actOnRows(acting);
    return true;
  }
  const found = all(`[data-key~="${key}"]`).filter(isSeen);
  const ofRow = (element) => element.closest('[data-stop]');
  const stop = currentStop();
  const target =
    found.find((element) => stop && ofRow(element) === stop) ?? found.find((element) => !ofRow(element));
  if (key === 'b' && claimHere) backToQueue();
  else if (key === '?') void showHelp();
  else if (key === 'v' && target && controlOf(target).disabled) {
    // Nothing is chosen yet: the row that has the keyboard is meant.
    const box = stop?.querySelector('[data-key~="x"]');
    if (box) controlOf(box).click();
    if (box) activate(target);
    else sayWord('pick');
  } else if (target && (key === 'z' || key === 'u') && isQueue) {
    const { acted } = storage.read(sessionStorage, arrivalName + '.last') ?? {};
    leave({ want: acted });
    controlOf(target).click();
  } else if (target) activate(target);
  else if (found.length > 0) {
    // It is a key of a row, and none has the keyboard.
    walk(1);
    sayWord('pick');
  } else if ((key === ']' || key === '[') && claimHere) neighbour(key === ']' ? 1 : -1);
  else if ((key === 'n' || key === 'p') && isQueue) turnPage(key === 'n' ? 1 : -1);
  else return false;
  return true;
}

/** A digit chooses among numbered answers, Enter in a field of the queue sends what that field is for. */
function answer(event) {
  const { target, key } = event;
  const choice = target.closest('.bulk-choice');
  if (key === 'Enter' && choice && !target.matches('button')) {
    // A browser would press the first button of the form, which is for something else.
    event.preventDefault();
    if (choice.querySelector('select').value) send(choice.querySelector('button'));
    else sayWord('pickOne');
    return;
  }
  if (!isOn || !/^[1-9]$/.test(key)) return;
  if (target.matches('.bulk-choice select')) {
    const option = [...target.options].filter(({ value }) => value !== '')[Number(key) - 1];
    if (!option) return;
    event.preventDefault();
    target.value = option.value;
    target.dispatchEvent(new Event('change', { bubbles: true }));
  } else if (target.matches('fieldset input[type=radio]')) {
    const radio = all('input[type=radio]', target.closest('fieldset'))[Number(key) - 1];
    if (!radio) return;
    event.preventDefault();
    radio.focus();
    radio.click();
  }
}

/** Escape leaves what a key opened. */
function escape({ target }) {
  const details = target.closest('details.confirm[open]');
  const row = currentStop();
  if (details) {
    details.open = false;
    giveBack();
    if (details.closest('.bulk') && row) focusStop(row);
    else details.querySelector('summary').focus();
  } else if (target.matches('[type=search]') && target.value === '') {
    // Where no row had the keyboard, the page has it again: its keys work.
    if (row) focusStop(row);
    else target.blur();
  }
}

let wentAt = -Infinity;
document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector('dialog[open]')) return;
  const { target } = event;
  if (event.key === 'Escape') {
    if (isOn) escape(event);
    return;
  }
  if (target.closest('input, select, textarea, [contenteditable]')) {
    answer(event);
    return;
  }
  if (!isOn || !/^[a-zA-Z?/[\]]$/.test(event.key)) return;
  const key = event.shiftKey ? event.key : event.key.toLowerCase();
  if (event.repeat && key !== 'j' && key !== 'k') return;
  if (event.timeStamp - wentAt < secondKeyFor) {
    wentAt = -Infinity;
    const way = document.querySelector(`[data-go="${key}"]`);
    if (!way) return;
    event.preventDefault();
    follow(way.href);
  } else if (key === 'g') wentAt = event.timeStamp;
  else if (press(key)) event.preventDefault();
});

// Whichever way a row is opened or a form is sent, the way back is known.
let byKeyboard = false;
addEventListener('keydown', () => (byKeyboard = true), { capture: true, passive: true });
addEventListener('pointerdown', () => (byKeyboard = false), { capture: true, passive: true });
document.addEventListener('submit', () => {
  const left = storage.read(sessionStorage, arrivalName);
  // A key that sent it has told already where to go on.
  if (byKeyboard && !(left && Date.now() - left.at < arrivalFor / 60)) leave();
});
document.addEventListener('click', ({ target }) => {
  const row = target.closest('.queue > [data-claim]');
  if (row && target.closest('a[href*="/meja/klaim/"]')) keepQueue(claimOf(row));
  const next = target.closest('.pages a[rel=next]');
  if (!next) return;
  const trail = storage.read(sessionStorage, trailName) ?? {};
  const address = location.pathname + location.search;
  storage.write(sessionStorage, trailName, { ...trail, [pageOf(next.href)]: address });
});

/** Goes on where the page before was left. */
function arrive() {
  const left = storage.read(sessionStorage, arrivalName);
  storage.write(sessionStorage, arrivalName, null);
  if (!left || Date.now() - left.at > arrivalFor) return;
  storage.write(sessionStorage, arrivalName + '.last', { acted: left.acted });
  const rows = stops();
  const start = document.querySelector('[data-start]');
  const stop =
    (left.want ?? []).map((id) => document.getElementById(`klaim-${id}`)).find((row) => row) ??
    (left.path === location.pathname && left.place >= 0 && rows[Math.min(left.place, rows.length - 1)]);
  if (stop) focusStop(stop);
  else if (start) focusStop(start.querySelector('[data-stop]') ?? start);
  const notes = all('main > .note:is([role=status], [role=alert]) > p').map((note) =>
    note.textContent.trim(),
  );
  say(notes.join(' '));
}

// The help: the same page that the link leads to, in a dialog.
function wireSwitch(place) {
  for (const note of all('[data-without-script]', place)) note.hidden = true;
  for (const holder of all('[data-keys-switch]', place)) {
    const box = holder.querySelector('input');
    holder.hidden = false;
    box.checked = isOn;
    box.addEventListener('change', () => {
      isOn = box.checked;
      storage.write(localStorage, switchName, isOn ? 'on' : 'off');
      tellShortcuts();
    });
  }
}

let dialog;
async function showHelp() {
  if (document.querySelector('main [data-keys-switch]')) return;
  if (!dialog) {
    let content;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(helpLink.href)).text(), 'text/html');
      content = page.querySelector('[data-keys-page]');
    } catch {
      // Offline: the link says so.
    }
    if (!content) {
      location.assign(helpLink.href);
      return;
    }
    dialog = document.createElement('dialog');
    dialog.className = 'keys';
    dialog.setAttribute('aria-labelledby', 'tombol');
    const heading = content.querySelector('h1');
    const title = document.createElement('h2');
    title.id = 'tombol';
    title.textContent = heading.textContent;
    heading.replaceWith(title);
    for (const smaller of all('section > h2', content)) {
      const replacement = document.createElement('h3');
      replacement.textContent = smaller.textContent;
      smaller.replaceWith(replacement);
    }
    const close = document.createElement('form');
    close.method = 'dialog';
    close.innerHTML = '<button class="button"></button>';
    close.firstElementChild.textContent = helpLink.dataset.close;
    dialog.append(close, document.adoptNode(content));
    document.body.append(dialog);
    wireSwitch(dialog);
  }
  // The browser gives the focus back to where it was when the dialog closes.
  dialog.showModal();
}

if (helpLink) {
  helpLink.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void showHelp();
  });
  wireSwitch(document);
  tellShortcuts();
  arrive();
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) arrive();
  });
}
