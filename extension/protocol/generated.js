// Made by tools/generate.py from src/tabrelay/protocol: change that, then say `make generate`.

/** The version of the package this was made from. */
export const VERSION = "0.1.0";

/** Lowest version of the handshake spoken. */
export const MIN_PROTOCOL = 3;

/** Highest version of the handshake spoken. */
export const MAX_PROTOCOL = 3;

/** What a pairing string begins with. */
export const PAIRING_PREFIX = "tabrelay1.";

/** The gateway's first frame. */
export const CHALLENGE_EVENT = "connect.challenge";

/** The extension's first frame. */
export const CONNECT_METHOD = "connect";

/** What the answer that ends the handshake is called. */
export const HELLO_TYPE = "hello-ok";

/** The heartbeat, in both directions. */
export const TICK_EVENT = "tick";

/** Frames may share a message, a line each. */
export const CAP_BATCH = "batch";

/** A message may be binary: the UTF-8 of its text. */
export const CAP_BINARY = "binary";

/** The role of an extension. */
export const ROLE_NODE = "node";

/** Why a connection ended. */
export const CLOSE = Object.freeze({
  NORMAL: 1000,
  GOING_AWAY: 1001,
  POLICY_VIOLATION: 1008,
  TOO_LARGE: 1009,
  INTERNAL_ERROR: 1011,
  RESTARTING: 1012,
  HANDSHAKE_TIMEOUT: 4000,
  HANDSHAKE_REFUSED: 4001,
  PROTOCOL_ERROR: 4002,
  HEARTBEAT_LOST: 4003,
  SUPERSEDED: 4004,
  REVOKED: 4005,
  SLOW_CONSUMER: 4006,
  TICKET_ENDED: 4007,
  BROWSER_GONE: 4008,
});

/** Bounds, with the unit in the name. */
export const LIMITS = Object.freeze({
  handshakeBytes: 65536,
  frameBytes: 268435456,
  outboxBytes: 536870912,
  clientHandshakeMs: 8000,
  silentClientMs: 10000,
  tickIntervalMs: 15000,
  signatureSkewMs: 120000,
  pendingPerSource: 32,
  pendingTotal: 256,
  authFailures: 10,
  authWindowMs: 60000,
  pairingTtlMs: 600000,
  ticketTtlMs: 43200000,
  attachDeadlineMs: 10000,
  commandDeadlineMs: 600000,
  linkGraceMs: 60000,
});

/** What the extension executes, and nothing else. */
export const COMMANDS = Object.freeze([
  "debugger.attach",
  "debugger.detach",
  "debugger.sendCommand",
  "tabs.create",
  "tabs.update",
  "tabs.remove",
  "tabs.activate",
  "contexts.open",
  "contexts.close",
  "windows.get",
  "windows.update",
  "downloads.decide",
  "downloads.discard",
]);

/** What the extension reports. */
export const EVENTS = Object.freeze([
  "browser.snapshot",
  "tab.shared",
  "tab.updated",
  "tab.gone",
  "debugger.event",
  "debugger.detached",
  "download.ended",
]);

/**
 * Precise causes: the coarse code, what to tell a person, and whether trying again can help.
 * @type {Readonly<Record<string, {code: string, sentence: string, retryable: boolean}>>}
 */
export const CAUSES = Object.freeze({
  AUTH_TOKEN_MISSING: {
    code: "UNAUTHORIZED",
    sentence: "The gateway wants a token. Run on the gateway's machine, or pass --token.",
    retryable: false,
  },
  AUTH_TOKEN_MISMATCH: {
    code: "UNAUTHORIZED",
    sentence: "The token is not this gateway's. Check --state-dir, or pass the right --token.",
    retryable: false,
  },
  AUTH_PROOF_INVALID: {
    code: "UNAUTHORIZED",
    sentence: "The pairing secret does not match. Run `tabrelay pair` again and use the new pairing.",
    retryable: false,
  },
  AUTH_PROOF_MISSING: {
    code: "UNAUTHORIZED",
    sentence: "A device must sign the address it dialled (auth.proof). Update the extension or the client.",
    retryable: false,
  },
  AUTH_RATE_LIMITED: {
    code: "UNAUTHORIZED",
    sentence: "Too many failed attempts from this address. Wait a minute, then try again.",
    retryable: true,
  },
  DEVICE_REQUIRED: {
    code: "NOT_PAIRED",
    sentence: "This gateway accepts browsers that are paired. Run `tabrelay pair` and confirm in the browser.",
    retryable: false,
  },
  DEVICE_ID_MISMATCH: {
    code: "INVALID_REQUEST",
    sentence: "The device id is not the hash of the device's public key.",
    retryable: false,
  },
  DEVICE_KEY_INVALID: {
    code: "INVALID_REQUEST",
    sentence: "The device's public key is not a base64url Ed25519 key of 32 bytes.",
    retryable: false,
  },
  DEVICE_NONCE_MISMATCH: {
    code: "UNAUTHORIZED",
    sentence: "The signature answers another challenge. Connect again.",
    retryable: true,
  },
  DEVICE_SIGNATURE_INVALID: {
    code: "UNAUTHORIZED",
    sentence: "The device's signature is wrong. Forget the gateway in the extension and pair again.",
    retryable: false,
  },
  DEVICE_SIGNATURE_EXPIRED: {
    code: "UNAUTHORIZED",
    sentence: "The clocks of the two machines differ by more than two minutes. Set them right, then try again.",
    retryable: true,
  },
  DEVICE_REVOKED: {
    code: "NOT_PAIRED",
    sentence: "This device was removed from the gateway. Run `tabrelay pair` to let it in again.",
    retryable: false,
  },
  PAIRING_REQUIRED: {
    code: "NOT_PAIRED",
    sentence: "The gateway does not know this device. Run `tabrelay pair` and confirm in the browser.",
    retryable: false,
  },
  PAIRING_UNKNOWN: {
    code: "NOT_PAIRED",
    sentence: "This pairing was used already or never made. Run `tabrelay pair` for a new one.",
    retryable: false,
  },
  PAIRING_EXPIRED: {
    code: "NOT_PAIRED",
    sentence: "This pairing has expired. Run `tabrelay pair` for a new one.",
    retryable: false,
  },
  PROTOCOL_MISMATCH: {
    code: "INVALID_REQUEST",
    sentence: "Gateway and client speak different protocol versions. Update the older of the two.",
    retryable: false,
  },
  ROLE_UNKNOWN: {
    code: "INVALID_REQUEST",
    sentence: "The role must be `operator` or `node`.",
    retryable: false,
  },
  ROLE_NOT_ALLOWED: {
    code: "FORBIDDEN",
    sentence: "This device is paired for another role. Pair it again for the role it asks for.",
    retryable: false,
  },
  SCOPE_NOT_ALLOWED: {
    code: "FORBIDDEN",
    sentence: "A scope was asked for that this client was not given. Ask for less, or pair it with more.",
    retryable: false,
  },
  CONNECT_EXPECTED: {
    code: "INVALID_REQUEST",
    sentence: "The first frame must be the request `connect`.",
    retryable: false,
  },
  CONNECT_REPEATED: {
    code: "INVALID_REQUEST",
    sentence: "`connect` was already answered on this connection.",
    retryable: false,
  },
  CONNECT_TIMEOUT: {
    code: "UNAVAILABLE",
    sentence: "No `connect` came in time. Answer the challenge within 10 seconds.",
    retryable: true,
  },
  FRAME_INVALID: {
    code: "INVALID_REQUEST",
    sentence: "The frame is not a request, a response or an event in JSON.",
    retryable: false,
  },
  FRAME_BINARY: {
    code: "INVALID_REQUEST",
    sentence: "Binary frames are not part of this protocol. Send JSON text.",
    retryable: false,
  },
  FRAME_TOO_LARGE: {
    code: "INVALID_REQUEST",
    sentence: "The frame is larger than this gateway accepts.",
    retryable: false,
  },
  PARAMS_INVALID: {
    code: "INVALID_REQUEST",
    sentence: "The parameters do not have the shape this method takes.",
    retryable: false,
  },
  METHOD_UNKNOWN: {
    code: "INVALID_REQUEST",
    sentence: "There is no such method. See `features.methods` in hello-ok.",
    retryable: false,
  },
  URL_MISMATCH: {
    code: "UNAUTHORIZED",
    sentence: "The connection was dialled at an address that is not this gateway's. Something stands between the two, or the gateway needs --public-url.",
    retryable: false,
  },
  ORIGIN_NOT_ALLOWED: {
    code: "FORBIDDEN",
    sentence: "Web pages and unknown extensions may not connect. Use the Tabrelay extension, or no Origin.",
    retryable: false,
  },
  HOST_NOT_ALLOWED: {
    code: "FORBIDDEN",
    sentence: "The gateway does not answer for this host name. Dial 127.0.0.1, or start it with --public-url.",
    retryable: false,
  },
  TOO_MANY_CONNECTIONS: {
    code: "UNAVAILABLE",
    sentence: "Too many connections are waiting to be let in. Try again in a moment.",
    retryable: true,
  },
  TICKET_MISSING: {
    code: "UNAUTHORIZED",
    sentence: "This address needs a ticket. Make one with `tabrelay ticket create`.",
    retryable: false,
  },
  TICKET_UNKNOWN: {
    code: "UNAUTHORIZED",
    sentence: "No such ticket. Make one with `tabrelay ticket create`.",
    retryable: false,
  },
  TICKET_EXPIRED: {
    code: "UNAUTHORIZED",
    sentence: "This ticket has expired. Make a new one with `tabrelay ticket create`.",
    retryable: false,
  },
  TICKET_REVOKED: {
    code: "UNAUTHORIZED",
    sentence: "This ticket was revoked. Make a new one with `tabrelay ticket create`.",
    retryable: false,
  },
  BROWSER_NONE: {
    code: "UNAVAILABLE",
    sentence: "No browser is linked to the gateway. Run `tabrelay pair`, or start one with `tabrelay up --browser`.",
    retryable: true,
  },
  BROWSER_AMBIGUOUS: {
    code: "INVALID_REQUEST",
    sentence: "Several browsers are linked. Name one with --browser (see `tabrelay devices list`).",
    retryable: false,
  },
  BROWSER_UNKNOWN: {
    code: "NOT_FOUND",
    sentence: "No such browser. See `tabrelay devices list`.",
    retryable: false,
  },
  BROWSER_AWAY: {
    code: "UNAVAILABLE",
    sentence: "The browser is not linked at the moment. Open it, or look at the extension's badge.",
    retryable: true,
  },
  TARGET_UNKNOWN: {
    code: "NOT_FOUND",
    sentence: "No shared tab has this target id. See `tabrelay tabs`.",
    retryable: false,
  },
  DEVICE_UNKNOWN: {
    code: "NOT_FOUND",
    sentence: "No such device. See `tabrelay devices list`.",
    retryable: false,
  },
  TAB_NOT_SHARED: {
    code: "FORBIDDEN",
    sentence: "The person does not share this tab. Click the toolbar button on it to share it.",
    retryable: false,
  },
  CHROME_REFUSED: {
    code: "CHROME",
    sentence: "Chrome refused the call.",
    retryable: false,
  },
  COMMAND_NOT_ALLOWED: {
    code: "FORBIDDEN",
    sentence: "The extension does not execute this command.",
    retryable: false,
  },
  PATH_UNKNOWN: {
    code: "NOT_FOUND",
    sentence: "There is nothing at this path. Check the address; `tabrelay ticket create` prints those for CDP clients.",
    retryable: false,
  },
  METHOD_NOT_ALLOWED: {
    code: "INVALID_REQUEST",
    sentence: "This path does not take this HTTP method. Send the one that the header Allow names.",
    retryable: false,
  },
  UPGRADE_REQUIRED: {
    code: "INVALID_REQUEST",
    sentence: "This address is a WebSocket. Open it as ws:// or wss://; a proxy on the way must pass on the header Upgrade.",
    retryable: false,
  },
  UPGRADE_INVALID: {
    code: "INVALID_REQUEST",
    sentence: "The WebSocket upgrade is malformed. Use a client that follows RFC 6455; a proxy on the way must pass on all its headers.",
    retryable: false,
  },
  REQUEST_INVALID: {
    code: "INVALID_REQUEST",
    sentence: "The HTTP request is malformed. Speak HTTP/1.1, without TLS where the gateway was started without it.",
    retryable: false,
  },
  PROTOCOL_NOT_REVEALED: {
    code: "UNAVAILABLE",
    sentence: "Chrome does not show extensions the protocol's description. Take it from the npm package devtools-protocol.",
    retryable: false,
  },
  SHUTTING_DOWN: {
    code: "UNAVAILABLE",
    sentence: "The gateway is shutting down.",
    retryable: true,
  },
  STORE_FAILED: {
    code: "INTERNAL",
    sentence: "The gateway could not write its state. Check the disk and `tabrelay doctor`.",
    retryable: true,
  },
  INTERNAL_ERROR: {
    code: "INTERNAL",
    sentence: "The gateway failed to handle this. Its log has the details.",
    retryable: false,
  },
});

/** One word for each value of a byte. */
export const WORDS = Object.freeze(`
  acorn actor album alley amber anchor angel ankle apple apron arch arena arrow aspen atlas attic axle bacon
  badge bagel bamboo banjo barn basil basket beach bean beaver bell bench berry birch bison blanket blossom boat
  bonnet book bottle boulder bowl branch bread brick bridge broom brush bucket buffalo butter button cabin cable
  cactus camel camera candle canoe canvas canyon carpet carrot castle cedar chair cherry chess cider circus clay
  cliff clock clover cobra comet compass copper coral cotton crane crayon cricket crown crystal cube daisy
  dancer delta desert diamond dolphin donkey dragon drum eagle easel echo elbow ember engine falcon feather fern
  fiddle fig finch flag flame flute forest fossil fountain fox fresco galaxy garden garlic garnet gecko ginger
  giraffe glacier globe goat grape gravel guitar hammer harbor harp hazel hedge helmet heron hickory honey
  hornet igloo indigo iris island ivory jacket jade jaguar jasmine jelly jewel jigsaw juniper kayak kettle kite
  kiwi koala ladder lagoon lantern laurel lemon lilac lily linen lizard lobster locket lotus lumber magnet mango
  maple marble meadow melon mirror mitten monkey moose mosaic muffin nectar needle nest nickel north nutmeg
  oasis oat ocean olive onion opal orange orbit orchid otter owl oyster paddle panda paper parrot peach pearl
  pebble pelican pencil pepper piano pigeon pillow pine planet plum pocket pond poppy potato prairie prism
  pumpkin puzzle quartz quilt rabbit radish raft rail raven ribbon river robin rocket saddle saffron sail salmon
  sandal satin saturn scarf shell silver spruce squid stone sugar summit sunset swan tiger tulip velvet violin
  walnut willow
`.trim().split(/\s+/));

/**
 * @typedef {object} Challenge
 * @property {string} nonce
 * @property {number} ts
 */

/**
 * @typedef {object} ClientInfo
 * @property {string} id
 * @property {string} version
 * @property {string} platform
 * @property {string} mode
 * @property {string} [displayName]
 * @property {string} [instanceId]
 * @property {string} [deviceFamily]
 */

/**
 * @typedef {object} PairingProof
 * @property {string} id
 * @property {string} hmac
 */

/**
 * @typedef {object} AuthProof
 * @property {string} clientNonce
 * @property {string} url
 * @property {string} [signature]
 * @property {PairingProof} [pairing]
 */

/**
 * @typedef {object} Auth
 * @property {string} [token]
 * @property {AuthProof} [proof]
 */

/**
 * @typedef {object} DeviceProof
 * @property {string} id
 * @property {string} publicKey
 * @property {string} signature
 * @property {number} signedAt
 * @property {string} nonce
 */

/**
 * @typedef {object} Connect
 * @property {number} minProtocol
 * @property {number} maxProtocol
 * @property {ClientInfo} client
 * @property {string} role
 * @property {string[]} [scopes]
 * @property {string[]} [caps]
 * @property {string[]} [commands]
 * @property {Auth} [auth]
 * @property {DeviceProof} [device]
 * @property {string} [locale]
 * @property {string} [userAgent]
 */

/**
 * @typedef {object} ServerInfo
 * @property {string} version
 * @property {string} connId
 */

/**
 * @typedef {object} Features
 * @property {string[]} [methods]
 * @property {string[]} [events]
 * @property {string[]} [caps]
 */

/**
 * @typedef {object} Granted
 * @property {string} role
 * @property {string[]} scopes
 * @property {string} [deviceToken]
 */

/**
 * @typedef {object} LinkPolicy
 * @property {number} maxPayload
 * @property {number} maxBufferedBytes
 * @property {number} tickIntervalMs
 */

/**
 * @typedef {object} GatewayProof
 * @property {string} publicKey
 * @property {string} signature
 * @property {string} [hmac]
 */

/**
 * @typedef {object} HelloOk
 * @property {number} protocol
 * @property {ServerInfo} server
 * @property {Features} features
 * @property {LinkPolicy} policy
 * @property {Granted} [auth]
 * @property {GatewayProof} [proof]
 * @property {"hello-ok"} [type]
 * @property {Record<string, any>} [snapshot]
 */

/**
 * @typedef {object} Tick
 * @property {number} ts
 */

/**
 * @typedef {object} TabRef
 * @property {number} tabId
 */

/**
 * @typedef {object} SendCommand
 * @property {number} tabId
 * @property {string} method
 * @property {any} [params]
 * @property {string} [sessionId]
 */

/**
 * @typedef {object} TabsCreate
 * @property {string} url
 * @property {boolean} [active]
 * @property {boolean} [newWindow]
 * @property {number} [windowId]
 * @property {number} [openerTabId]
 * @property {number} [left]
 * @property {number} [top]
 * @property {number} [width]
 * @property {number} [height]
 * @property {string} [state]
 * @property {string} [context]
 */

/**
 * @typedef {object} ContextsOpen
 * @property {string} context
 * @property {boolean} beside
 */

/**
 * @typedef {object} ContextOpened
 * @property {Tab} [keeper]
 * @property {"" | "notAllowed" | "inUse"} [obstacle]
 */

/**
 * @typedef {object} ContextRef
 * @property {string} context
 */

/**
 * @typedef {object} TabsUpdate
 * @property {number} tabId
 * @property {string} url
 */

/**
 * @typedef {object} Window
 * @property {number} windowId
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {string} state
 * @property {number} [contentWidth]
 * @property {number} [contentHeight]
 */

/**
 * @typedef {object} WindowsUpdate
 * @property {number} windowId
 * @property {number} [left]
 * @property {number} [top]
 * @property {number} [width]
 * @property {number} [height]
 * @property {string} [state]
 */

/**
 * @typedef {object} Tab
 * @property {number} tabId
 * @property {string} targetId
 * @property {string} url
 * @property {string} title
 * @property {number} windowId
 * @property {boolean} [active]
 * @property {boolean} [attached]
 * @property {number} [openerTabId]
 * @property {boolean} [incognito]
 * @property {string} [context]
 * @property {boolean} [keeper]
 */

/**
 * @typedef {object} BrowserInfo
 * @property {string} product
 * @property {string} userAgent
 * @property {string} [platform]
 */

/**
 * @typedef {object} Snapshot
 * @property {BrowserInfo} browser
 * @property {"shared" | "all"} mode
 * @property {Tab[]} tabs
 */

/**
 * @typedef {object} TabGone
 * @property {number} tabId
 * @property {"unshared" | "closed" | "replaced" | "discarded"} reason
 */

/**
 * @typedef {object} DebuggerEvent
 * @property {number} tabId
 * @property {string} method
 * @property {any} [params]
 * @property {string} [sessionId]
 */

/**
 * @typedef {object} DebuggerDetached
 * @property {number} tabId
 * @property {string} reason
 */

/**
 * @typedef {object} DownloadRef
 * @property {string} guid
 */

/**
 * @typedef {object} DownloadDecide
 * @property {string} guid
 * @property {"take" | "leave" | "cancel"} action
 */

/**
 * @typedef {object} DownloadEnded
 * @property {string} guid
 * @property {boolean} complete
 * @property {string} [filename]
 * @property {number} [receivedBytes]
 * @property {number} [totalBytes]
 */

/**
 * @typedef {object} ErrorShape
 * @property {string} code
 * @property {string} message
 * @property {Record<string, any>} [details]
 * @property {boolean} [retryable]
 * @property {number} [retryAfterMs]
 */
