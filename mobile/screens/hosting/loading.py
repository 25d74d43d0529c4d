"""Asking for what a host has: their spaces, and the calendar of one. Without Kivy."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from mobile.accounts.signed_in import SignedOut
from mobile.client import Client, ClientError, Unreachable
from mobile.payments.local import in_zone


@dataclass(frozen=True)
class Asked:
    """`phase`: loading, ready, offline, signed_out or trouble. `answer` stays in sight while it is asked for again."""

    phase: str = "loading"
    answer: Any = None
    sentence: str = ""


async def ask(state: Asked, question: Callable[[Client, str], Awaitable], account, zone) -> AsyncIterator[Asked]:
    """`question(client, token)` is what the city is asked."""
    yield replace(state, phase="ready" if state.answer is not None else "loading", sentence="")
    try:
        answer = in_zone(await account.ask(question), zone)
    except SignedOut as trouble:
        yield Asked("signed_out", sentence=trouble.sentence)
    except Unreachable as trouble:
        yield replace(state, phase="offline" if state.answer is None else "ready", sentence=trouble.sentence)
    except ClientError as trouble:
        yield replace(state, phase="trouble" if state.answer is None else "ready", sentence=trouble.sentence)
    else:
        yield Asked("ready", answer)
