"""What the app asks about driving. `token` is that of whoever is signed in."""

from uuid import UUID

from backend.contract.driving import DrivenShiftsResponse, DrivingEvent, DrivingResponse, DrivingUpload, RunSheet
from mobile.client import Client

WAIT_S = 20  # the city answers sooner where something changes
PATH = "/v1/driving/shifts"


async def shifts(client: Client, token: str) -> DrivenShiftsResponse:
    return await client.ask("GET", PATH, DrivenShiftsResponse, token=token)


async def begin(client: Client, token: str, shift_id: UUID) -> RunSheet:
    return await client.ask("POST", f"{PATH}/{shift_id}/begin", RunSheet, token=token)


async def end(client: Client, token: str, shift_id: UUID) -> RunSheet:
    return await client.ask("POST", f"{PATH}/{shift_id}/over", RunSheet, token=token)


async def sheet(client: Client, token: str, shift_id: UUID, etag: str) -> tuple[RunSheet | None, str]:
    """(the run sheet, its ETag), as soon as it is another; (None, `etag`) while it is the same."""
    return await client.watch(f"{PATH}/{shift_id}", RunSheet, token, etag, WAIT_S)


async def send(client: Client, token: str, shift_id: UUID, events: tuple[DrivingEvent, ...]) -> DrivingResponse:
    return await client.ask("POST", f"{PATH}/{shift_id}/events", DrivingResponse, body=DrivingUpload(events), token=token)
