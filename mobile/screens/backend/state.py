"""Which city service the app asks: an address is kept only once a city has answered there."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from mobile.client import Client, ClientError
from mobile.i18n import tr
from mobile.store.settings import check_backend


@dataclass(frozen=True)
class BackendState:
    """`phase`: idle, checking, connected (`address` may be kept) or trouble. `sentence` says the outcome and, of trouble, what to do."""

    phase: str = "idle"
    typed: str = ""
    address: str = ""
    sentence: str = ""


async def try_address(state: BackendState, typed: str, client_of=Client) -> AsyncIterator[BackendState]:
    """Ask the city at what was typed; `client_of(address)` makes the one who asks."""
    state = replace(state, typed=typed, address="", sentence="")
    try:
        address = check_backend(typed)
    except ValueError as trouble:
        yield replace(state, phase="trouble", sentence=str(trouble))
        return
    yield replace(state, phase="checking")
    client = client_of(address)
    try:
        city = await client.city()
    except ClientError as trouble:
        gone = trouble.code == "unreachable"
        yield replace(state, phase="trouble", sentence=tr("Nothing answers at this address. The old one stays.") if gone else trouble.sentence)
    else:
        yield replace(state, phase="connected", address=address, sentence=connected_to(city.name))
    finally:
        await client.close()


def connected_to(city: str) -> str:
    return tr("Connected to {city}.", city=city)


def now_words(city: str) -> str:
    """What the page says about the address in use; `city` is the name of the one that answers, or nothing."""
    return connected_to(city) if city else tr("No city answers at this address now.")


def button_words(state: BackendState) -> str:
    return tr("Checking…") if state.phase == "checking" else tr("Check and use")
