// The service worker. `PORTAL` stands above this text (core/offline/views.py). It keeps static files and one page of
// our own words, and pages that are forms without anything of anybody (core/offline/pages.py); no page of a signed-in
// person ever comes into its cache, and nothing that is sent passes through it.
const CACHE = `static-${PORTAL.version}`;
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/;

self.addEventListener("install", (event) => {
  // Without cookies: what is kept is what anybody sees.
  const files = PORTAL.files.map((url) => new Request(url, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const work = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    // A page need not wait for this worker to wake up, which takes its time on a cheap phone.
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  };
  event.waitUntil(work());
});

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    const { pathname } = new URL(event.request.url);
    const kept = PORTAL.pages.includes(pathname) ? pathname : PORTAL.offline;
    return (await caches.match(kept)) ?? Response.error();
  }
}

// A name with a hash is the file for ever; another is asked for anew, and the kept one serves where nobody answers.
async function file(event) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(event.request);
  if (kept && HASHED.test(new URL(event.request.url).pathname)) return kept;
  try {
    const answer = await fetch(event.request);
    if (answer.status === 200 && answer.type === "basic") event.waitUntil(cache.put(event.request, answer.clone()));
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { method, mode, destination, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate" && destination === "document") event.respondWith(page(event));
  else if (pathname.startsWith(PORTAL.static)) event.respondWith(file(event));
});
