// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

// Everything that a page of another origin can do to a listener on this computer whose port it has
// found out. It does not know the state. What it was able to read goes into the page.

const port = new URLSearchParams(location.search).get('port');
const count = Number(new URLSearchParams(location.search).get('count'));
const here = `http://127.0.0.1:${port}`;
// A name of the attacker's that points to this computer, as after DNS rebinding.
const rebound = `http://attacker.localhost:${port}`;
const guesses = ['code=stolen&state=guess', 'code=stolen', 'error=access_denied&state=guess',
  'error=access_denied', 'code=a&code=b&state=a&state=b', 'state=', ''];
const readable = [];

function settled(element, parent = document.body) {
  return new Promise((resolve) => {
    element.onload = resolve;
    element.onerror = resolve;
    setTimeout(resolve, 3000);
    parent.append(element);
  });
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

async function fetchFrom(url, options) {
  try {
    const reply = await fetch(url, options);
    const text = await reply.text();
    if (reply.type !== 'opaque' || text !== '')
      readable.push(`${options.method ?? 'GET'} ${options.mode} ${url}: ${reply.status} ${text}`);
  } catch {
    // What is refused cannot be read.
  }
}

async function fetchAll(base, query) {
  const url = `${base}/callback?${query}`;

  for (const mode of ['no-cors', 'cors'])
    await fetchFrom(url, { mode });
  for (const method of ['HEAD', 'POST'])
    await fetchFrom(url, { mode: 'no-cors', method });
  for (const method of ['PUT', 'DELETE', 'OPTIONS'])
    await fetchFrom(url, { mode: 'cors', method });
  await fetchFrom(url, { mode: 'cors', headers: { 'X-Attack': '1' } });
  navigator.sendBeacon(url, 'code=stolen');
}

async function embed(base, query) {
  const url = `${base}/callback?${query}`;

  await settled(make('img', { src: url }));
  await settled(make('script', { src: url }));
  await settled(make('link', { rel: 'stylesheet', href: url }), document.head);
  await settled(make('link', { rel: 'prefetch', href: url }), document.head);
  await settled(make('iframe', { src: url }));
  await settled(make('object', { data: url }));
}

function post(base, query) {
  const frame = make('iframe', { name: `frame-${Math.random()}` });
  const form = make('form', { action: `${base}/callback?${query}`, method: 'POST',
    target: frame.name });

  form.append(make('input', { name: 'code', value: 'stolen' }));
  document.body.append(form);
  const loaded = settled(frame);
  form.submit();
  return loaded;
}

function openSocket(base) {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${base.replace('http', 'ws')}/callback?code=stolen`);

    socket.onopen = () => readable.push(`a socket to ${base}`);
    socket.onclose = resolve;
  });
}

function listenTo(base) {
  return new Promise((resolve) => {
    const source = new EventSource(`${base}/callback?code=stolen`);

    source.onopen = () => readable.push(`events of ${base}`);
    source.onerror = () => {
      source.close();
      resolve();
    };
  });
}

// The one thing that looks like the browser's own way back: a window of its own goes there.
async function navigate(popup, url) {
  popup.location = url;
  // It does not tell when it has loaded.
  await new Promise((resolve) => setTimeout(resolve, 500));
  try {
    readable.push(`the window: ${popup.document.body.innerText}`);
  } catch {
    // Another origin, as it must be.
  }
}

async function guess() {
  for (let n = 0; n < count; n += 50) {
    const batch = Array.from({ length: 50 }, (_, i) =>
      fetchFrom(`${here}/callback?code=stolen&state=${n + i}`, { mode: 'no-cors' }));
    await Promise.all(batch);
  }
}

// Goes on as long as the page is open: connections that say nothing, and requests between them. A
// name of its own gets each past the browser's limit for one server.
function flood() {
  let n = 0;

  setInterval(() => {
    for (let i = 0; i < 5; i++) {
      const base = `http://flood-${n++}.localhost:${port}`;

      document.head.append(make('link', { rel: 'preconnect', href: base }));
      fetchFrom(`${base}/callback?error=access_denied`, { mode: 'no-cors' });
    }
  }, 20);
}

async function attack() {
  const popup = window.open('about:blank', 'popup');

  for (const base of [here, rebound]) {
    for (const query of guesses) {
      await fetchAll(base, query);
      await navigate(popup, `${base}/callback?${query}`);
    }
    await embed(base, guesses[0]);
    await embed(base, guesses[2]);
    await post(base, guesses[0]);
    await openSocket(base);
    await listenTo(base);
    for (const path of ['/', '/favicon.ico', '/callback/', '//callback', '/done', '/%63allback'])
      await navigate(popup, base + path);
  }
  await guess();
  flood();
  document.querySelector('pre').textContent = JSON.stringify(readable);
  document.querySelector('h1').textContent = 'Finished';
}

document.querySelector('button').onclick = attack;
