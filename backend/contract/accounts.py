"""An account: whose it is, where it is signed in, what it may do, and how it ends. Bytes are base64url without `=`."""
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from backend.contract.auth import Bytes32, Code, Credential
from backend.contract.base import Answer, Message, Moment

MAX_REASON = 500
MAX_PASSKEY_NAME = 60


class Role(StrEnum):
    """citizen: everybody with an account · host: lends a parking space · inspector: checks tickets · driver: drives a van on demand
    operator: runs vehicles · staff: of the city · administrator: says who has which role, and nothing else."""

    CITIZEN = "citizen"
    HOST = "host"
    INSPECTOR = "inspector"
    DRIVER = "driver"
    OPERATOR = "operator"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"


class AccountResponse(Answer, frozen=True):
    """`provedUntil`: until when what asks for a fresh proof is open to this device, see `POST /v1/account/proof`; null: it is not.
    `deletedAt`: when the account will be deleted, if it was asked for and not taken back. `newEmail`: the address it will have from `newEmailAt` on,
    unless that is stopped. `only`: this phone does the work of that role and nothing else."""

    email: str
    locale: str
    created_at: Moment
    roles: list[Role]
    proved_until: Moment | None = None
    deleted_at: Moment | None = None
    new_email: str | None = None
    new_email_at: Moment | None = None
    only: Role | None = None


class NewAddress(Message, frozen=True):
    email: Annotated[str, Meta(min_length=3, max_length=254)]


class AddressChangeAsked(Answer, frozen=True):
    """The same for every address, whether anybody has an account with it or not. The code that went there counts until `expiresAt`."""

    expires_at: Moment


class AddressChangeConfirmation(Message, frozen=True):
    code: Code


class AddressChanged(Answer, frozen=True):
    """`changedAt`: since when the account has the new address, or when it will."""

    changed_at: Moment


class SignedInDevice(Answer, frozen=True):
    """`firstDay`, `lastDay`: dates, such as 2026-11-24, in UTC. `current`: the device that asks."""

    session_id: str
    device_name: str
    first_day: str
    last_day: str
    current: bool


class SessionsResponse(Answer, frozen=True):
    """The device that was seen last comes first."""

    sessions: list[SignedInDevice]


class AccountProof(Message, frozen=True):
    """That it is still you: a link (`linkId`, with the `code` or `secret` of its mail) or a device code (`deviceCodeId`, with the `code` its
    page showed), asked for by this device and proved for this account. Either counts as one, once."""

    verifier: Bytes32
    link_id: Annotated[str, Meta(max_length=36)] | None = None
    device_code_id: Annotated[str, Meta(max_length=36)] | None = None
    code: Code | None = None
    secret: Bytes32 | None = None


class AccountProofResponse(Answer, frozen=True):
    proved_until: Moment


class NewPasskey(Message, frozen=True):
    name: Annotated[str, Meta(min_length=1, max_length=MAX_PASSKEY_NAME, description="By which its owner knows it, such as `Key ring`.")]


class PasskeyTicket(Answer, frozen=True):
    """`address`: a page to be opened in the browser of the system, where the passkey is made. It counts once, for five minutes."""

    address: str
    expires_at: Moment


class PasskeySecret(Message, frozen=True):
    """What stands in the fragment of the page where a passkey is made."""

    secret: Bytes32


class PasskeyOptions(Answer, frozen=True):
    """`options`: what `navigator.credentials` is asked with, one JSON object as a text. `challengeId` goes back with what it gives."""

    challenge_id: str
    options: str
    expires_at: Moment


class PasskeyRegistration(Message, frozen=True):
    secret: Bytes32
    challenge_id: Annotated[str, Meta(max_length=36)]
    credential: Credential


class PasskeyName(Message, frozen=True):
    """What its owner calls it from now on."""

    name: Annotated[str, Meta(min_length=1, max_length=MAX_PASSKEY_NAME)]


class PasskeyShown(Answer, frozen=True):
    """`lastDay`: null before it is first used. `usable`: false once a copy of it was noticed."""

    passkey_id: str
    name: str
    first_day: str
    last_day: str | None
    usable: bool


class PasskeysResponse(Answer, frozen=True):
    passkeys: list[PasskeyShown]


class RoleState(StrEnum):
    """PROPOSED: a second administrator has to say the same · GRANTED · ENDING: holds until a second administrator ends it, too · ENDED."""

    PROPOSED = "PROPOSED"
    GRANTED = "GRANTED"
    ENDING = "ENDING"
    ENDED = "ENDED"


class RoleRequest(Message, frozen=True):
    """Said by one administrator it is a proposal; said by a second one it is granted. `operatorId`: for operators, whose vehicles they are."""

    email: Annotated[str, Meta(min_length=3, max_length=254)]
    role: Role
    reason: Annotated[str, Meta(min_length=1, max_length=MAX_REASON)]
    operator_id: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class RoleGranted(Answer, frozen=True):
    grant_id: str
    email: str
    role: Role
    operator_id: str | None
    state: RoleState
    reason: str
    asked_at: Moment


class RolesResponse(Answer, frozen=True):
    """What was asked for last comes first; what has ended is not listed."""

    grants: list[RoleGranted]


class ExportState(StrEnum):
    """MAKING · READY: to be fetched, once · FETCHED · OVER: nobody fetched it within a day."""

    MAKING = "MAKING"
    READY = "READY"
    FETCHED = "FETCHED"
    OVER = "OVER"


class ExportResponse(Answer, frozen=True):
    export_id: str
    state: ExportState
    asked_at: Moment
    expires_at: Moment


class ExportsResponse(Answer, frozen=True):
    """What was asked for last comes first."""

    exports: list[ExportResponse]


class DeletionResponse(Answer, frozen=True):
    """`deletedAt`: until then it can be taken back, by signing in and `DELETE /v1/account/deletion`.
    `kept`: what stays after that, without a name, and why."""

    deleted_at: Moment
    kept: list[str]
