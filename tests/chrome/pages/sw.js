self.answer = 42;
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.url.endsWith("/made-by-the-worker")) event.respondWith(new Response("the worker's"));
});
