"""Somebody who is signed in, at a city that knows only what it sells."""
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mobile.accounts.device_key import DeviceKey
from mobile.accounts.signed_in import Held
from mobile.device.fake import fake_device
from mobile.session import Session


def admit(session: Session, email: str = "ann@example.org") -> None:
    """As after signing in, with a token that lasts."""
    session.account._held = Held(DeviceKey.new().text, "s", "aw_rt_x", "bg", email)
    session.account._token, session.account._until = "aw_at_x", datetime.now(UTC) + timedelta(hours=1)


@asynccontextmanager
async def signed_in(folder, address: str, secure=None):
    device = fake_device("nowhere")
    session = Session(folder, replace(device, secure=secure) if secure else device, address)
    admit(session)
    try:
        yield session
    finally:
        await session.close()
