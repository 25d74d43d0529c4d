"""Servers with and without TLS, and the authority that vouches for the names feed.example and other.example."""
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from backend.feeds.addresses import Allowed
from backend.feeds.fetch import Fetcher
from tests.backend.feeds.fetchers import over
from tests.backend.feeds.servers import ELSEWHERE, PUBLIC, FeedServer, Roads

NAMES = ("feed.example", "other.example")


@dataclass(frozen=True)
class Authority:
    """tls: what a server shows; believed: what a client trusts."""

    tls: ssl.SSLContext
    believed: ssl.SSLContext


@pytest.fixture(scope="session")
def authority(tmp_path_factory) -> Authority:
    folder = tmp_path_factory.mktemp("authority")
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Elmstead Authority")])
    root = certificate(root_name, root_name, root_key.public_key(), root_key, x509.BasicConstraints(True, 0))
    alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in NAMES])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAMES[0])])
    leaf = certificate(root_name, name, key.public_key(), root_key, alternatives)
    (folder / "leaf.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )  # fmt: skip
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "leaf.pem", folder / "key.pem")
    return Authority(tls, ssl.create_default_context(cadata=root.public_bytes(serialization.Encoding.PEM).decode()))


def certificate(issuer, subject, public_key, signing_key, extension) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().issuer_name(issuer).subject_name(subject).public_key(public_key).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    return builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints)).sign(signing_key, hashes.SHA256())


@pytest.fixture
async def server():
    """Plain HTTP on this machine: only the simulator may be asked so."""
    server = await FeedServer().open()
    yield server
    await server.close()


@pytest.fixture
async def secure(authority):
    """HTTPS, for the two names."""
    server = await FeedServer().open(authority.tls)
    yield server
    await server.close()


@pytest.fixture
async def simulated(server):
    """A fetcher whose simulator is the plain server; impatient."""
    fetcher = Fetcher(Allowed(simulator=server.host), deadline_s=2.0)
    yield fetcher
    await fetcher.aclose()


@pytest.fixture
async def public(secure, authority):
    """A fetcher for which feed.example and other.example are public names that lead to the server with TLS."""
    fetcher = over(Roads().lead(PUBLIC, secure.port).lead(ELSEWHERE, secure.port), authority)
    yield fetcher
    await fetcher.aclose()
