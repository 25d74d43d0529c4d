"""What a host asks the city. `token` is that of whoever is signed in, `key` that of a write that happens once."""

from datetime import datetime
from uuid import UUID

from backend.contract.earnings import EarningsResponse
from backend.contract.listings import BlockedResponse, Listing, ListingCalendar, ListingChange, ListingsResponse, NewBlock, NewListing
from mobile.client import PHOTO_TIMEOUT, Client, new_key

LISTINGS, EARNINGS = "/v1/parking/listings", "/v1/parking/earnings"


async def listings(client: Client, token: str) -> ListingsResponse:
    return await client.ask("GET", LISTINGS, ListingsResponse, token=token)


async def earnings(client: Client, token: str) -> EarningsResponse:
    """Of this month."""
    return await client.ask("GET", EARNINGS, EarningsResponse, token=token)


async def add(client: Client, new: NewListing, token: str, key: str) -> Listing:
    return await client.ask("POST", LISTINGS, Listing, body=new, token=token, key=key)


async def change(client: Client, listing_id: UUID, changed: ListingChange, token: str) -> Listing:
    return await client.ask("PATCH", f"{LISTINGS}/{listing_id}", Listing, body=changed, token=token, key=new_key())


async def put_photo(client: Client, listing_id: UUID, number: int, jpeg: bytes, token: str) -> None:
    """In place of the one with this number."""
    options = {"headers": {"content-type": "image/jpeg"}, "content": jpeg, "timeout": PHOTO_TIMEOUT}
    await client.ask("PUT", f"{LISTINGS}/{listing_id}/photos/{number}", None, token=token, key=new_key(), **options)


async def calendar(client: Client, listing_id: UUID, start: datetime, end: datetime, token: str) -> ListingCalendar:
    asked = {"from": start.isoformat(), "to": end.isoformat()}
    return await client.ask("GET", f"{LISTINGS}/{listing_id}/calendar", ListingCalendar, token=token, params=asked)


async def block(client: Client, listing_id: UUID, new: NewBlock, token: str) -> BlockedResponse:
    return await client.ask("POST", f"{LISTINGS}/{listing_id}/blocks", BlockedResponse, body=new, token=token, key=new_key())


async def unblock(client: Client, listing_id: UUID, block_id: UUID, token: str) -> None:
    await client.ask("DELETE", f"{LISTINGS}/{listing_id}/blocks/{block_id}", None, token=token, key=new_key())
