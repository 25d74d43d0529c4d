"""The devices one is signed in on: which they are, since when, and how to end one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date

from backend.contract.accounts import SignedInDevice
from mobile.accounts import calls
from mobile.accounts.signed_in import SignedIn, SignedOut
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.i18n import written as write


@dataclass(frozen=True)
class DevicesState:
    """`phase`: loading, ready or trouble. `sentence` says what is the matter and what to do."""

    phase: str = "loading"
    devices: tuple[SignedInDevice, ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class DeviceRow:
    session_id: str
    title: str
    detail: str
    current: bool


async def load(state: DevicesState, account: SignedIn) -> AsyncIterator[DevicesState]:
    """What was known stays while it is asked anew."""
    try:
        answer = await account.ask(calls.sessions)
    except SignedOut:
        return
    except ClientError as trouble:
        yield replace(state, phase="ready" if state.devices else "trouble", sentence=trouble.sentence)
        return
    yield DevicesState("ready", tuple(answer.sessions))


def rows_of(state: DevicesState, today: date) -> tuple[DeviceRow, ...]:
    return tuple(row_of(device, today) for device in state.devices)


def row_of(device: SignedInDevice, today: date) -> DeviceRow:
    first, last = (write.day(date.fromisoformat(day), today, inside=True) for day in (device.first_day, device.last_day))
    seen = tr("This device") if device.current else tr("Last seen {day}", day=last)
    return DeviceRow(device.session_id, device.device_name, tr("{seen} · signed in {day}", seen=seen, day=first), device.current)


def describe(state: DevicesState, today: date) -> list[str]:
    """What can be heard of it, in reading order."""
    if state.phase == "trouble":
        return [state.sentence]
    return [f"{row.title}: {row.detail}" for row in rows_of(state, today)]
