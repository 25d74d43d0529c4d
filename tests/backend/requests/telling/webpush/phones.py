"""Phones and the service that carries their pushes, as they are on the other side: written from RFC 8188, 8291 and 8292, with nothing of ours."""
import asyncio
import base64
import hmac
import json
import ssl
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def told(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sha256_hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


class Phone:
    """A key pair and a secret, as an app makes them."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | None = None, auth: bytes = bytes(range(16))):
        self.key, self.auth = key or ec.generate_private_key(ec.SECP256R1()), auth
        self.point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self, endpoint: str) -> dict:
        return {"endpoint": endpoint, "p256dh": told(self.point), "auth": told(self.auth)}

    def opened(self, body: bytes) -> bytes:
        """Hash by hash, as RFC 8291 writes it out in 3.4. Raises InvalidTag."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, cipher = body[21 : 21 + length], body[21 + length :]
        assert size >= len(cipher), "one record"
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        material = sha256_hmac(sha256_hmac(self.auth, shared), b"WebPush: info\0" + self.point + theirs + b"\1")
        secret = sha256_hmac(salt, material)
        key = sha256_hmac(secret, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = sha256_hmac(secret, b"Content-Encoding: nonce\0\1")[:12]
        plain = AESGCM(key).decrypt(nonce, cipher, None).rstrip(b"\0")
        assert plain[-1:] == b"\2", "the last record"
        return plain[:-1]


def signed_claims(authorization: str) -> dict:
    """What the sender says of itself, if its signature holds. Raises InvalidSignature."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    assert json.loads(read(head)) == {"typ": "JWT", "alg": "ES256"}
    r, s = (int.from_bytes(half, "big") for half in (read(signature)[:32], read(signature)[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), read(parts["k"]))
    key.verify(utils.encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    return json.loads(read(claims)) | {"key": parts["k"]}


@dataclass(frozen=True)
class Received:
    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushServer:
    """Answers with `statuses`, one each, then 201. None: it breaks off."""

    statuses: list[int | None] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None

    async def open(self, tls: ssl.SSLContext) -> "PushServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def close(self) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
            body = await reader.readexactly(int(headers["content-length"]))
            self.received.append(Received(lines[0], headers, body))
            status = self.statuses.pop(0) if self.statuses else 201
            if status is not None:
                writer.write(f"HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()
