"""Who has an account, the links by which they sign in, and the devices on which they are signed in."""
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedText

MAX_EMAIL = 254
MAX_DEVICE_NAME = 60
MAX_LOCALE = 8
MAX_MAIL = 4000
HASH_BYTES = 32
POINT_BYTES = 65
HANDLE_BYTES = 64
MAX_CREDENTIAL_ID, MAX_CREDENTIAL_KEY = 1023, 1024
MAX_PASSKEY_NAME = 60
MAX_REASON = 500
MAX_OPERATOR = 64
MAX_EXPORT = 16 * 1024 * 1024
TRIES = 5
WITH_ACCOUNT = "deleted with the account"
# Who said so is somebody else, and stays out of the export of whom it was said of.
OF_OTHERS = {"export": False}
WITHIN_A_DAY = "purged a day after it was asked for"
WITHIN_FIVE_DAYS = "purged five days after it was asked for, and with the account"
DEVELOPMENT = "on a developer's machine only, purged within an hour"


class Account(Base):
    """email: as its owner writes it, for mails. email_key: as `addresses.key_of` folds it, so that one address is one account.

    handle: what passkeys call the account, random; NULL before the first one. last_day: the day it was last used on any device, NULL where that was
    not noted yet. unused_told_at: when its owner was told that it will be deleted for not being used.
    """

    email: Mapped[str] = mapped_column(BoundedText(MAX_EMAIL), unique=True, info={"personal": WITH_ACCOUNT})
    locale: Mapped[str] = mapped_column(BoundedText(MAX_LOCALE), info={"personal": WITH_ACCOUNT})
    email_key: Mapped[str] = mapped_column(BoundedText(MAX_EMAIL), index=True, unique=True, info={"personal": WITH_ACCOUNT})
    handle: Mapped[bytes | None] = mapped_column(LargeBinary(HANDLE_BYTES), index=True, unique=True, info={"personal": WITH_ACCOUNT})
    last_day: Mapped[datetime | None] = mapped_column(index=True)
    unused_told_at: Mapped[datetime | None]


class AddressChange(Base):
    """An account that is to have another address. email: the new one; once it is done, the one before, which is told. code_hash: of the mail to the
    new one, NULL until that is written. due_at: when it happens, NULL before somebody read the code there. done_at: when it did.
    """

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(BoundedText(MAX_EMAIL), info={"personal": WITHIN_FIVE_DAYS})
    email_key: Mapped[str] = mapped_column(BoundedText(MAX_EMAIL), index=True, info={"personal": WITHIN_FIVE_DAYS})
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})
    tries: Mapped[int] = mapped_column(BoundedInt(0, TRIES), default=0)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"tries >= 0 AND tries <= {TRIES}", name="tries"),
        CheckConstraint("done_at IS NULL OR due_at IS NOT NULL", name="done"),
    )


class EmailLink(Base):
    """challenge: SHA-256 of what the device that asked keeps to itself. The hashes are set when the mail is written: until then nothing opens it."""

    email: Mapped[str] = mapped_column(BoundedText(MAX_EMAIL), info={"personal": WITHIN_A_DAY})
    email_key: Mapped[str] = mapped_column(BoundedText(MAX_EMAIL), info={"personal": WITHIN_A_DAY})
    locale: Mapped[str] = mapped_column(BoundedText(MAX_LOCALE), info={"personal": WITHIN_A_DAY})
    device_name: Mapped[str] = mapped_column(BoundedText(MAX_DEVICE_NAME), info={"personal": WITHIN_A_DAY})
    challenge: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})
    secret_hash: Mapped[bytes | None] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})
    tries: Mapped[int] = mapped_column(BoundedInt(0, TRIES), default=0)
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(f"tries >= 0 AND tries <= {TRIES}", name="tries"),
        Index("ix_email_link_email_key_created_at", "email_key", "created_at"),
        Index("ix_email_link_created_at", "created_at"),
    )


class AccountSession(Base):
    """One device that is signed in. device_key: its P-256 public key, an uncompressed point. last_day: the day it was last seen, no nearer.

    proved_at: when its owner last proved who they are. by_passkey: it was by one, that time. only_role: the one whose work it does, and nothing else.
    """

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    device_name: Mapped[str] = mapped_column(BoundedText(MAX_DEVICE_NAME), info={"personal": WITH_ACCOUNT})
    device_key: Mapped[bytes] = mapped_column(LargeBinary(POINT_BYTES), info={"personal": WITH_ACCOUNT})
    last_day: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    proved_at: Mapped[datetime | None]
    by_passkey: Mapped[bool] = mapped_column(default=False)
    only_role: Mapped[str | None] = mapped_column(BoundedText(16), info={"personal": False})


class SessionToken(Base):
    """A pair of tokens as hashes. parent_id: the one it was given for. used_at: when its refresh token was first used."""

    session_id: Mapped[UUID] = mapped_column(ForeignKey(AccountSession.id, ondelete="CASCADE"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("session_token.id", ondelete="SET NULL"), index=True)
    access_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), unique=True, info={"personal": False})
    access_expires_at: Mapped[datetime]
    refresh_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), unique=True, info={"personal": False})
    nonce: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})
    used_at: Mapped[datetime | None] = mapped_column(index=True)


class LocalMail(Base):
    """What would have been sent, for whoever develops without a mail server."""

    recipient: Mapped[str] = mapped_column(BoundedText(MAX_EMAIL), info={"personal": DEVELOPMENT})
    subject: Mapped[str] = mapped_column(BoundedText(200), info={"personal": DEVELOPMENT})
    text: Mapped[str] = mapped_column(BoundedText(MAX_MAIL), info={"personal": DEVELOPMENT})


class DeviceCode(Base):
    """A device that waits for what a page in a browser will show. challenge: as of a link. Approved, it has an account and a code."""

    device_name: Mapped[str] = mapped_column(BoundedText(MAX_DEVICE_NAME), info={"personal": WITHIN_A_DAY})
    challenge: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    by_passkey: Mapped[bool] = mapped_column(default=False)
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})
    tries: Mapped[int] = mapped_column(BoundedInt(0, TRIES), default=0)
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        CheckConstraint(f"tries >= 0 AND tries <= {TRIES}", name="tries"),
        CheckConstraint("(account_id IS NULL) = (code_hash IS NULL)", name="approved"),
    )


class Passkey(Base):
    """public_key: as COSE writes it. sign_count: the highest its authenticator told. off_at: since when it counts no longer: a copy was noticed."""

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(MAX_CREDENTIAL_ID), unique=True, info={"personal": WITH_ACCOUNT})
    public_key: Mapped[bytes] = mapped_column(LargeBinary(MAX_CREDENTIAL_KEY), info={"personal": WITH_ACCOUNT})
    sign_count: Mapped[int] = mapped_column(BoundedInt(0, 2**32 - 1))
    name: Mapped[str] = mapped_column(BoundedText(MAX_PASSKEY_NAME), info={"personal": WITH_ACCOUNT})
    last_day: Mapped[datetime | None]
    off_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """What an authenticator has to sign, deleted when it is shown. account_id NULL: to sign in. device_code_id: for whom, then."""

    challenge: Mapped[bytes] = mapped_column(LargeBinary(HANDLE_BYTES), info={"personal": False})
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    device_code_id: Mapped[UUID | None] = mapped_column(ForeignKey(DeviceCode.id, ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PasskeyTicket(Base):
    """That a browser may make a passkey for an account, once."""

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(BoundedText(MAX_PASSKEY_NAME), info={"personal": WITHIN_A_DAY})
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})
    expires_at: Mapped[datetime] = mapped_column(index=True)


class RoleGrant(Base):
    """A role somebody has, was to have or had. asked_by and granted_by are two; so are ending_by and whoever ended it (ended_by).

    granted_by NULL with granted_at: from the command line of the server. operator_id: of whom, '' for roles that are of nobody.
    """

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(BoundedText(16), info={"personal": WITH_ACCOUNT})
    operator_id: Mapped[str] = mapped_column(BoundedText(MAX_OPERATOR), default="", info={"personal": WITH_ACCOUNT})
    reason: Mapped[str] = mapped_column(BoundedText(MAX_REASON), info={"personal": WITH_ACCOUNT})
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=OF_OTHERS)
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=OF_OTHERS)
    granted_at: Mapped[datetime | None]
    ending_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=OF_OTHERS)
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=OF_OTHERS)
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("granted_by IS NULL OR granted_by <> account_id", name="not_oneself"),
        CheckConstraint("granted_by IS NULL OR asked_by IS NULL OR granted_by <> asked_by", name="two_grant"),
        CheckConstraint("ended_by IS NULL OR ending_by IS NULL OR ended_by <> ending_by", name="two_end"),
    )


_standing = RoleGrant.ended_at.is_(None)
Index(
    "ix_role_grant_standing", RoleGrant.account_id, RoleGrant.role, RoleGrant.operator_id, unique=True,
    postgresql_where=_standing, sqlite_where=_standing,
)  # fmt: skip


class ConsentGiven(Base):
    """One purpose, from when it was given until it was withdrawn. It outlives the account, as the proof: then only principal_id is left of whom."""

    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True)
    principal_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(BoundedText(32), info={"personal": False})
    version: Mapped[int] = mapped_column(BoundedInt(1, 1000))
    language: Mapped[str] = mapped_column(BoundedText(MAX_LOCALE), info={"personal": False})
    text_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})
    withdrawn_at: Mapped[datetime | None] = mapped_column(index=True)


_holding = ConsentGiven.withdrawn_at.is_(None)
Index(
    "ix_consent_given_holding", ConsentGiven.account_id, ConsentGiven.purpose, unique=True, postgresql_where=_holding, sqlite_where=_holding,
)  # fmt: skip


class AccountExport(Base):
    """sealed: a zip, AES-256-GCM; NULL before it is made and after it was fetched."""

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary(MAX_EXPORT), info={"personal": "deleted when it is fetched, after a day at the latest", "export": False}
    )  # fmt: skip
    ready_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AccountDeletion(Base):
    """That an account is to be deleted, and when."""

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    due_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("account_id"),)


class ErasedAccount(Base):
    """mark: of an account that was deleted, by which it is found again in a backup that was restored. See erasures.py."""

    mark: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), unique=True, info={"personal": False})
