"""Where a gateway listens and keeps its state, and how programs on the same machine find it.

Files in the state directory (mode 0700, every file 0600):

================  ===========================================================================
``tabrelay.db``   devices, tickets (hashes), audit journal
``gateway.key``   the gateway's Ed25519 key, PEM
``token``         the shared operator token, 32 random bytes in base64url
``gateway.json``  :class:`Runtime` of the gateway that is running now; removed when it stops
``gateway.lock``  locked while a gateway runs, so that a second one is refused
================  ===========================================================================
"""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

import msgspec
import platformdirs

from tabrelay.protocol.errors import TabrelayError
from tabrelay.protocol.limits import DEFAULT_LIMITS, Limits

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 19222
STATE_DIR_VARIABLE = "TABRELAY_STATE_DIR"

DATABASE_FILE = "tabrelay.db"
KEY_FILE = "gateway.key"
TOKEN_FILE = "token"  # noqa: S105 - a file's name
RUNTIME_FILE = "gateway.json"
LOCK_FILE = "gateway.lock"

DIRECTORY_MODE = 0o700
FILE_MODE = 0o600
OTHERS = 0o077

MAX_PORT = 65535


class ConfigError(TabrelayError):
    """A setting or the state directory cannot be used; ``str()`` says why and what to do."""


class StateInUse(ConfigError):  # noqa: N818 - reads as the state it names
    """Another gateway runs on this state directory."""


class PortTaken(ConfigError):  # noqa: N818
    """Another program listens on the port; ``str()`` says which, as far as it can be known."""


def default_state_dir() -> Path:
    """``$TABRELAY_STATE_DIR``, or the platform's directory for the state of a user's programs."""
    chosen = os.environ.get(STATE_DIR_VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_state_dir("tabrelay", appauthor=False))


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All that can be chosen about a gateway. Raises :class:`ConfigError` where two choices contradict each other."""

    host: str = DEFAULT_HOST
    """Address to listen on. Anything but loopback should come with TLS, its own or a proxy's."""

    port: int = DEFAULT_PORT
    """0 picks a free one."""

    state_dir: Path = msgspec.field(default_factory=default_state_dir)

    name: str = ""
    """What the gateway calls itself in pairings; the host's name when empty."""

    public_urls: tuple[str, ...] = ()
    """``https://host[:port]`` forms under which a proxy makes this gateway reachable; the first goes into pairings."""

    allowed_origins: tuple[str, ...] = ()
    """Origins of further extensions or pages that may open ``/gateway``."""

    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks (``10.0.0.0/8``) of proxies whose ``X-Forwarded-For`` and ``-Proto`` are believed."""

    tls_cert: Path | None = None
    """PEM chain; together with ``tls_key`` the gateway itself speaks TLS."""

    tls_key: Path | None = None

    files: Literal["local", "off"] = "local"
    """``local``: programs of this machine and the gateway's user upload and save files through it. ``off``: none."""

    limits: Limits = DEFAULT_LIMITS

    def __post_init__(self) -> None:
        if not 0 <= self.port <= MAX_PORT:
            raise ConfigError(f"There is no port {self.port}. Choose one up to {MAX_PORT}, or 0 for any free one.")
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ConfigError("TLS needs both a certificate and its key: give --tls-cert and --tls-key.")
        for url in self.public_urls:
            public_url(url)
        for network in self.trusted_proxies:
            proxy_network(network)
        for origin in self.allowed_origins:
            parts = urlsplit(origin)
            if not parts.scheme or not parts.netloc or parts.path or parts.query or parts.fragment:
                raise ConfigError(f"{origin!r} is no origin. One looks like https://host or chrome-extension://id.")


def public_url(url: str) -> SplitResult:
    """The parts of a public URL, which has no path. Raises :class:`ConfigError` where it is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = SplitResult("", "", "", "", ""), None
    if parts.scheme not in {"http", "https", "ws", "wss"} or not parts.hostname or parts.query or port == 0:
        raise ConfigError(f"{url!r} is no public URL. It looks like https://relay.example or wss://relay.example:8443.")
    if parts.path not in {"", "/", "/gateway"} or parts.username is not None:
        raise ConfigError(f"{url!r} cannot be a public URL: it must name a host and port only, without a path.")
    return parts


def proxy_network(text: str) -> IPv4Network | IPv6Network:
    """The network of trusted proxies that ``text`` names. Raises :class:`ConfigError` where it is none."""
    try:
        network = ip_network(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is no proxy to trust. One looks like 127.0.0.1 or 10.0.0.0/8: {error}.") from None
    if not network.prefixlen:
        raise ConfigError(f"{text!r} would trust everybody, and whoever asks could pass for anybody. Name the proxies.")
    return network


class Runtime(msgspec.Struct, frozen=True, rename="camel"):
    """The running gateway, from ``gateway.json``. ``url`` is ``http://127.0.0.1:PORT``, ``started_at`` epoch ms."""

    url: str
    pid: int
    fingerprint: str
    started_at: int
    version: str
    state_dir: str

    @property
    def link_url(self) -> str:
        """The WebSocket address of the handshake: ``ws://127.0.0.1:PORT/gateway``."""
        return "ws" + self.url.removeprefix("http") + "/gateway"


def read_runtime(state_dir: Path) -> Runtime | None:
    """The gateway that runs on this state directory, ``None`` when none does; what a crash left counts as none."""
    try:
        runtime = msgspec.json.decode((state_dir / RUNTIME_FILE).read_bytes(), type=Runtime)
    except (OSError, msgspec.DecodeError):
        return None
    return runtime if pid_is_alive(runtime.pid) else None


def read_token(state_dir: Path) -> str | None:
    """The operator token of the gateway whose state this is; ``None`` when it is not there or not ours to read."""
    try:
        return (state_dir / TOKEN_FILE).read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def pid_is_alive(pid: int) -> bool:
    """Whether a process has this id, whoever owns it."""
    if pid <= 0:
        return False
    if os.name == "nt":  # pragma: no cover - os.kill(pid, 0) would end the process there
        return _windows_pid_is_alive(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _windows_pid_is_alive(pid: int) -> bool:  # pragma: no cover
    import ctypes  # noqa: PLC0415 - has no `windll` elsewhere

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - mypy on other platforms knows no such attribute
    handle = kernel.OpenProcess(0x1000, False, pid)
    if handle:
        kernel.CloseHandle(handle)
    return bool(handle)


def prepare_state_dir(state_dir: Path) -> None:
    """Make ``state_dir`` exist, writable by this user and readable by nobody else.

    A directory that was there before and holds something is never tightened silently: what lies in it may have been
    read already, or is not ours. Raises :class:`ConfigError`.
    """
    try:
        if not state_dir.exists():
            state_dir.mkdir(parents=True, mode=DIRECTORY_MODE)
        if not state_dir.is_dir():
            raise ConfigError(f"The state directory {state_dir} is a file. Choose another with --state-dir.")
        _check_owner(state_dir)
        if os.name == "posix" and state_dir.stat().st_mode & OTHERS:
            _tighten(state_dir)
        _check_writable(state_dir)
        _check_files(state_dir)
    except OSError as error:
        raise ConfigError(
            f"The state directory {state_dir} cannot be used: {error.strerror or error}. "
            "Make it writable for this user, or choose another with --state-dir."
        ) from None


def _check_owner(path: Path) -> None:
    if os.name == "posix" and path.stat().st_uid != os.geteuid():
        raise ConfigError(
            f"{path} belongs to another user (uid {path.stat().st_uid}). "
            "Start the gateway as that user, or choose another directory with --state-dir."
        )


def _tighten(state_dir: Path) -> None:
    if any(state_dir.iterdir()):
        raise ConfigError(
            f"Other users can look into the state directory {state_dir}. "
            f"Run `chmod 700 {state_dir}`, or choose another with --state-dir."
        )
    state_dir.chmod(DIRECTORY_MODE)


def _check_writable(state_dir: Path) -> None:
    probe = state_dir / f".probe-{os.getpid()}"
    os.close(os.open(probe, os.O_CREAT | os.O_WRONLY, FILE_MODE))
    probe.unlink()


def _check_files(state_dir: Path) -> None:
    for name in (KEY_FILE, TOKEN_FILE, DATABASE_FILE):
        path = state_dir / name
        if not path.exists():
            continue
        if not path.is_file():
            raise ConfigError(f"{path} is not a file. Move it away, or choose another directory with --state-dir.")
        _check_owner(path)
        if os.name == "posix" and path.stat().st_mode & OTHERS:
            raise ConfigError(
                f"Other users can read {path}. Run `chmod 600 {path}` if none of them may have; "
                "otherwise move it away, and a new one is made."
            )


def write_private(path: Path, data: bytes) -> None:
    """Put ``data`` in place of ``path`` at once, for this user only: a crash leaves the old or the new content."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
