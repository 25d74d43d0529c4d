"""Which addresses may be fetched from. What a name means is looked up once, judged, and connected to as judged: no second look-up can change it."""
import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import httpcore
import httpx

from backend.feeds.failures import FailureCode, FetchFailed

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

PORTS = (443, 8443)
URL_CHARACTERS = 2048
ADDRESSES_TRIED = 4
HOST = re.compile(r"[a-z0-9_.-]{1,253}\Z")
LOOPBACK_NAMES = ("127.0.0.1", "::1", "localhost")
# Python counts all of these as global, yet they lead to addresses inside: NAT64, 6to4 and its relays, the old site-local block.
LEADING_INSIDE = tuple(ipaddress.ip_network(text) for text in ("64:ff9b::/32", "2002::/16", "192.88.99.0/24", "fec0::/10"))


@dataclass(frozen=True)
class Allowed:
    """simulator: host and port on this machine that may be asked without TLS. networks: host → the one network inside that its name may lead to."""

    simulator: tuple[str, int] | None = None
    networks: Mapping[str, Network] = field(default_factory=dict)

    def without_simulator(self) -> "Allowed":
        return replace(self, simulator=None)


def parse_simulator(text: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:8090`. Raises ValueError that says what to write."""
    host, _, port = text.strip().rpartition(":")
    host = host.strip("[]").lower()
    if host not in LOOPBACK_NAMES or not port.isdecimal() or not 0 < int(port) < 65536 or int(port) in PORTS:
        raise ValueError("The simulator runs on this machine: write 127.0.0.1, a colon and its port, other than 443 and 8443.")
    return host, int(port)


def read_url(text: str) -> httpx.URL:
    """Raises FetchFailed for what is no address of a server."""
    if len(text) > URL_CHARACTERS:
        raise refused("is longer than 2,048 characters. Give a shorter one.")
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise refused("cannot be understood. Write it as https://host/path.") from error
    if url.userinfo:
        raise refused("has a name or password before the @. Leave them out; keys go into headers.")
    return url


def check_url(url: httpx.URL, allowed: Allowed) -> None:
    """Raises FetchFailed unless the address is https at a port for it, or the simulator; one that names a number inside is refused as such."""
    host = url.raw_host.decode("ascii")
    if url.scheme == "http" and (host, url.port or 80) == allowed.simulator:
        return
    address = find_address(host)
    if address is not None:
        check_address(address, allowed.networks.get(host))
    if url.scheme != "https":
        raise FetchFailed(FailureCode.NOT_HTTPS, "Feeds are fetched over https only. Give an address that begins with https://.")
    if address is None and not HOST.match(host):
        raise refused("has no proper host name. Write it as https://host/path.")
    if (url.port or 443) not in PORTS:
        raise refused("names another port than 443 or 8443. Ask the operator of the feed for one of these.")


def origin_of(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host and port: what keys are given to."""
    return url.scheme, url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)


def find_address(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def check_address(address: Address, inside: Network | None) -> None:
    """Raises FetchFailed unless the address is out in the world, or in the network that was declared for its host."""
    if inside is not None and address.version == inside.version and address in inside:
        return
    if not address.is_global or address.is_multicast or address.is_reserved or any(address in network for network in LEADING_INSIDE):
        raise refused("leads to a place that is not on the public internet. If it is a server of yours, declare its network as allow_cidr.")


def refused(what: str) -> FetchFailed:
    return FetchFailed(FailureCode.ADDRESS_REFUSED, f"The address of the feed {what}")


async def look_up(host: str, port: int) -> list[str]:
    """All addresses of a name, as the system knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Gate(httpcore.AsyncNetworkBackend):
    """Opens connections to judged addresses only. resolve, inner: what looks names up and what connects; the system's own when left out."""

    def __init__(self, allowed: Allowed, resolve: Resolver = look_up, inner: httpcore.AsyncNetworkBackend | None = None):
        self.allowed, self.resolve, self.inner = allowed, resolve, inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        try:
            async with asyncio.timeout(timeout):
                addresses = self.judged(host, port, await self.resolve(host, port))
                return await self.first_open(addresses, port, timeout, local_address, socket_options)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("no connection in time") from error
        except OSError as error:
            raise httpcore.ConnectError("the name is not known") from error

    def judged(self, host: str, port: int, answers: Sequence[str]) -> list[str]:
        """The answers, when every single one may be connected to. Raises FetchFailed, and ConnectError where there is none."""
        addresses = [address for answer in answers if (address := find_address(answer)) is not None]
        if not addresses or len(addresses) < len(answers):
            raise httpcore.ConnectError("the name leads nowhere")
        for address in addresses:
            if (host, port) == self.allowed.simulator and address.is_loopback:
                continue
            check_address(address, self.allowed.networks.get(host))
        return [str(address) for address in addresses[:ADDRESSES_TRIED]]

    async def first_open(self, addresses: list[str], port: int, timeout: float | None, *how: Any) -> httpcore.AsyncNetworkStream:
        share_s = None if timeout is None else timeout / len(addresses)
        for address in addresses[:-1]:
            try:
                return await self.inner.connect_tcp(address, port, share_s, *how)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self.inner.connect_tcp(addresses[-1], port, share_s, *how)

    async def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None):
        raise refused("names a socket of this machine. Write it as https://host/path.")

    async def sleep(self, seconds: float) -> None:
        await self.inner.sleep(seconds)
