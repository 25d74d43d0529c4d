"""Signing in by a link in a mail, and staying signed in. Bytes are base64url without `=`."""
from typing import Annotated

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment

MAX_DEVICE_NAME = 60
MAX_CODE = 20
Bytes32 = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}\Z", description="32 bytes as base64url.")]
DeviceKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{87}\Z", description="A P-256 public key: the uncompressed point, 65 bytes as base64url.")]
DeviceName = Annotated[str, Meta(min_length=1, max_length=MAX_DEVICE_NAME, description="By which its owner knows the device, such as `Pixel 8`.")]
Signature = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{11,96}\Z", description="ECDSA with SHA-256, DER, as base64url.")]
Token = Annotated[str, Meta(min_length=1, max_length=60)]
Code = Annotated[str, Meta(min_length=1, max_length=MAX_CODE, description="Eight letters and digits, as they were read or typed.")]
Credential = Annotated[str, Meta(min_length=2, max_length=8192, description="What `navigator.credentials` gave: its JSON, as a text.")]
Locale = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}\Z", description="The language of the mail, such as `de`.")]


class EmailLinkRequest(Message, frozen=True):
    """`challenge` is the SHA-256 of 32 random bytes, the verifier, that stay on the device that asks."""

    email: Annotated[str, Meta(min_length=3, max_length=254)]
    challenge: Bytes32
    device_name: DeviceName
    locale: Locale = "en"


class EmailLinkResponse(Answer, frozen=True):
    """The same for every address, whether anybody has an account with it or not."""

    request_id: str
    expires_at: Moment


class LinkLook(Message, frozen=True):
    secret: Bytes32


class LinkAsked(Answer, frozen=True):
    """Who asked for a link, and when: what its page says to whoever opens it. It signs in nobody."""

    device_name: str
    asked_at: Moment
    expires_at: Moment


class LinkRedemption(Message, frozen=True):
    """Either the `secret` of the link or the `code` of the mail, from the device that has the verifier.

    `deviceKey` is what its session is bound to.
    """

    verifier: Bytes32
    device_key: DeviceKey
    secret: Bytes32 | None = None
    code: Code | None = None


class SessionRefresh(Message, frozen=True):
    """`signature` by the key of the device over the ASCII bytes of `allways/refresh/1`,
    the bytes of `refreshNonce` and the SHA-256 of the text of `refreshToken`, one after another."""

    refresh_token: Token
    signature: Signature


class SessionResponse(Answer, frozen=True):
    """Told once. The access token goes into `Authorization: Bearer`; the refresh token is used once, and gives another of these."""

    session_id: str
    access_token: str
    access_expires_at: Moment
    refresh_token: str
    refresh_nonce: str
    refresh_expires_at: Moment


class DeviceCodeRequest(Message, frozen=True):
    """A device that opens a browser instead of a link. `challenge` as for a link."""

    challenge: Bytes32
    device_name: DeviceName


class DeviceCodeResponse(Answer, frozen=True):
    """`address`: the page on which somebody proves who they are, and is shown a code to type in this device."""

    device_code_id: str
    address: str
    expires_at: Moment


class DeviceCodeApproval(Message, frozen=True):
    """Who it is that sits at the page: by a link that the page itself asked for (`linkId`, `verifier` and the `code` of the mail),
    or by a passkey (`challengeId` and `credential`, see `PasskeyOptions`)."""

    verifier: Bytes32 | None = None
    link_id: Annotated[str, Meta(max_length=36)] | None = None
    code: Code | None = None
    challenge_id: Annotated[str, Meta(max_length=36)] | None = None
    credential: Credential | None = None


class ShownCode(Answer, frozen=True):
    """To be typed in the device that asked, once, before it expires. It signs in no other device."""

    code: str
    expires_at: Moment


class DeviceCodeRedemption(Message, frozen=True):
    verifier: Bytes32
    code: Code
    device_key: DeviceKey
