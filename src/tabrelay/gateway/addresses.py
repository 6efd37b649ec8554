"""Under which names the gateway answers, and how it calls itself in the URLs it gives out."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult

from tabrelay.config import Settings, public_url

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
WILDCARDS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared, not bound
SECURE = frozenset({"https", "wss"})


def loopback_authorities(port: int) -> frozenset[str]:
    """The ``host:port`` forms of this machine itself."""
    return frozenset(f"{name}:{port}" for name in LOOPBACK_NAMES)


def ticket_port_authorities(port: int) -> frozenset[str]:
    """The names that a ticket's own port answers for: chromedriver dials its WebSocket with a ``Host`` without port.

    A page whose name was re-bound to this machine still sends its own name.
    """
    return loopback_authorities(port) | frozenset(LOOPBACK_NAMES)


def is_loopback(source: str) -> bool:
    """Whether a peer's address is this machine."""
    return source == "::1" or source.startswith(("127.", "::ffff:127."))


@dataclass(frozen=True, slots=True)
class Addresses:
    """Facts about the main listener once its port is known. All names are lower case."""

    port: int
    secure: bool
    """The gateway itself speaks TLS."""

    local: frozenset[str]
    public: dict[str, bool]
    """Authority of each public URL → whether it is https."""

    first_public: str
    """``ws(s)://host[:port]`` of the first public URL, or ``""``."""

    @classmethod
    def of(cls, settings: Settings, port: int) -> Addresses:
        """The addresses of a gateway that listens on ``port``."""
        local = set(loopback_authorities(port))
        if settings.host not in WILDCARDS:
            local.add(f"[{settings.host}]:{port}" if ":" in settings.host else f"{settings.host.lower()}:{port}")
        parts = [public_url(url) for url in settings.public_urls]
        public = {name: part.scheme in SECURE for part in parts for name in _authorities(part)}
        first = f"{'wss' if parts[0].scheme in SECURE else 'ws'}://{parts[0].netloc.lower()}" if parts else ""
        return cls(
            port=port,
            secure=settings.tls_cert is not None,
            local=frozenset(local),
            public=public,
            first_public=first,
        )

    @property
    def authorities(self) -> frozenset[str]:
        """Every ``host:port`` the gateway answers for."""
        return self.local | self.public.keys()

    @property
    def origins(self) -> frozenset[str]:
        """The origins of pages that the gateway itself serves."""
        own = {f"{'https' if self.secure else 'http'}://{name}" for name in self.local}
        return frozenset(own | {f"{'https' if secure else 'http'}://{name}" for name, secure in self.public.items()})

    @property
    def base_url(self) -> str:
        """``http(s)://127.0.0.1:PORT``: how programs on this machine reach it."""
        return f"{'https' if self.secure else 'http'}://127.0.0.1:{self.port}"

    @property
    def link_url(self) -> str:
        """``ws(s)://127.0.0.1:PORT/gateway``."""
        return f"{'wss' if self.secure else 'ws'}://127.0.0.1:{self.port}/gateway"

    @property
    def pairing_url(self) -> str:
        """Where a device that may be anywhere dials: the first public URL, or this machine."""
        return f"{self.first_public}/gateway" if self.first_public else self.link_url

    def is_secure(self, authority: str, *, forwarded_https: bool | None) -> bool:
        """Whether a client that dialled ``authority`` did so over TLS.

        A trusted proxy's word, where there is one, counts for public names only: at the others no proxy is dialled.
        """
        if authority in self.public:
            return self.public[authority] if forwarded_https is None else forwarded_https
        return self.secure


def _authorities(parts: SplitResult) -> set[str]:
    """``parts`` as a client writes it in ``Host``: with its port, and without where it is the scheme's own."""
    default = 443 if parts.scheme in SECURE else 80
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else str(parts.hostname)
    if parts.port in (None, default):
        return {host, f"{host}:{default}"}
    return {f"{host}:{parts.port}"}
