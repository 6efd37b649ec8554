"""DOMStorage, IndexedDB, CacheStorage, Storage, ServiceWorker, BackgroundService, WebAuthn."""

from __future__ import annotations

from tools.conformance.stage import Stage


async def keeps_items(stage: Stage) -> None:
    """In localStorage."""
    page = await stage.page("plain")
    if not await page.has("DOMStorage.enable"):
        return
    origin = stage.site.url("").rstrip("/")
    storage = {"securityOrigin": origin, "isLocalStorage": True}
    await page.evaluate("localStorage.setItem('a', '1')")
    await page.event("DOMStorage.domStorageItemAdded")
    await page.call("DOMStorage.setDOMStorageItem", {"storageId": storage, "key": "b", "value": "2"})
    page.unorder("DOMStorage")
    await page.event("DOMStorage.domStorageItemAdded")
    await page.call("DOMStorage.getDOMStorageItems", {"storageId": storage})
    await page.call("DOMStorage.removeDOMStorageItem", {"storageId": storage, "key": "b"})
    await page.event("DOMStorage.domStorageItemRemoved")
    await page.evaluate("localStorage.clear()")
    await page.event("DOMStorage.domStorageItemsCleared")
    await page.call("DOMStorage.disable")


async def keeps_databases(stage: Stage) -> None:
    """IndexedDB."""
    page = await stage.page("plain")
    origin = stage.site.url("").rstrip("/")
    await page.evaluate(
        "new Promise((done) => { const r = indexedDB.open('d', 1);"
        "r.onupgradeneeded = () => r.result.createObjectStore('s', {keyPath: 'k'});"
        "r.onsuccess = () => { const t = r.result.transaction('s', 'readwrite'); t.objectStore('s').put({k: 1, v: 2});"
        "t.oncomplete = () => { r.result.close(); done(1) } } })"
    )
    if not await page.has("IndexedDB.enable"):
        return
    await page.call("IndexedDB.requestDatabaseNames", {"securityOrigin": origin})
    await page.call("IndexedDB.requestDatabase", {"securityOrigin": origin, "databaseName": "d"})
    wanted = {"databaseName": "d", "objectStoreName": "s", "skipCount": 0, "pageSize": 9}
    await page.call("IndexedDB.requestData", {"securityOrigin": origin, "indexName": "", **wanted})
    await page.call("IndexedDB.deleteDatabase", {"securityOrigin": origin, "databaseName": "d"})
    await page.call("IndexedDB.disable")


async def keeps_caches(stage: Stage) -> None:
    """CacheStorage."""
    page = await stage.page("plain")
    origin = stage.site.url("").rstrip("/")
    await page.evaluate("caches.open('c').then((c) => c.put('/x', new Response('y')))")
    caches = (await page.call("CacheStorage.requestCacheNames", {"securityOrigin": origin})).get("caches", [])
    cache = caches[0]["cacheId"] if caches else ""
    await page.call("CacheStorage.requestEntries", {"cacheId": cache, "skipCount": 0, "pageSize": 5})
    await page.call("CacheStorage.deleteCache", {"cacheId": cache})


async def clears_and_counts(stage: Stage) -> None:
    """Storage on a page."""
    page = await stage.page("plain")
    origin = stage.site.url("").rstrip("/")
    page.mask("quota", "usage", "usageBreakdown")
    await page.call("Storage.getUsageAndQuota", {"origin": origin})
    await page.call("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "cookies,local_storage"})
    frame = (await page.call("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    await page.call("Storage.getStorageKeyForFrame", {"frameId": frame})
    await page.call("Storage.trackIndexedDBForOrigin", {"origin": origin})
    await page.evaluate(
        "new Promise((done) => { indexedDB.open('t').onsuccess = (e) => { e.target.result.close(); done(1) } })"
    )
    await page.event("Storage.indexedDBListUpdated")
    await page.call("Storage.untrackIndexedDBForOrigin", {"origin": origin})
    await page.evaluate("new Promise((done) => { indexedDB.deleteDatabase('t').onsuccess = () => done(1) })")


async def knows_cookies_of_the_browser(stage: Stage) -> None:
    """Storage cookies on a page's session and on the browser's."""
    browser = await stage.browser()
    page = await stage.page("plain")
    cookie = {"name": "s", "value": "1", "url": stage.site.page("plain")}
    await page.call("Storage.setCookies", {"cookies": [cookie]})
    await page.call("Storage.getCookies")
    await browser.call("Storage.getCookies")
    await browser.call("Storage.clearCookies")
    await page.call("Storage.getCookies")


async def registers_service_workers(stage: Stage) -> None:
    """Registrations and versions."""
    page = await stage.page("service-worker")
    page.unorder("ServiceWorker")
    if not await page.has("ServiceWorker.enable"):
        return
    await page.evaluate("navigator.serviceWorker.register('/script/sw.js').then((r) => 1)")
    await page.event_where("ServiceWorker.workerRegistrationUpdated", lambda event: bool(event["registrations"]))
    page.ignore("ServiceWorker.")
    await page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((r) => r.unregister())))"
    )
    await page.call("ServiceWorker.disable")


async def authenticates(stage: Stage) -> None:
    """WebAuthn: a virtual authenticator."""
    page = await stage.page("plain")
    options = {"protocol": "ctap2", "transport": "usb"}
    await page.ask("WebAuthn.addVirtualAuthenticator", {"options": options})
    await page.call("WebAuthn.enable")
    added = await page.call("WebAuthn.addVirtualAuthenticator", {"options": options})
    name = {"authenticatorId": added.get("authenticatorId", "")}
    await page.call("WebAuthn.getCredentials", name)
    await page.call("WebAuthn.removeVirtualAuthenticator", name)
    await page.ask("WebAuthn.removeVirtualAuthenticator", name)
    await page.call("WebAuthn.disable")


async def observes_background_services(stage: Stage) -> None:
    """BackgroundService."""
    page = await stage.page("plain")
    if not await page.has("BackgroundService.startObserving", {"service": "backgroundFetch"}):
        return
    await page.event("BackgroundService.recordingStateChanged")
    await page.call("BackgroundService.stopObserving", {"service": "backgroundFetch"})
