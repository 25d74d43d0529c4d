"""What the app asks about rides. `token` is that of whoever is signed in, `key` that of a write that happens once."""

from datetime import datetime

from backend.contract.rides import LateRequest, RideResponse, RidesResponse
from mobile.client import Client, new_key

RIDES, WAIT_S = "/v1/rides", 10


async def rides(client: Client, token: str) -> RidesResponse:
    return await client.ask("GET", RIDES, RidesResponse, token=token)


async def ride(client: Client, ride_id: str, token: str, etag: str = "") -> tuple[RideResponse | None, str]:
    """(how it stands, its ETag). With the ETag of what is known it waits for news; None when there were none."""
    return await client.watch(f"{RIDES}/{ride_id}", RideResponse, token, etag, WAIT_S)


async def come_late(client: Client, ride_id: str, ready_at: datetime, token: str, key: str) -> RideResponse:
    return await client.ask("POST", f"{RIDES}/{ride_id}/late", RideResponse, body=LateRequest(ready_at), token=token, key=key)


async def cancel(client: Client, ride_id: str, token: str) -> RideResponse:
    """One that nothing was paid for."""
    return await client.ask("DELETE", f"{RIDES}/{ride_id}", RideResponse, token=token, key=new_key())
