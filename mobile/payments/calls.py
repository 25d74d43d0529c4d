"""What the app asks about prices, bookings and tickets. `token` is that of whoever is signed in, `key` that of a write that happens once."""

from urllib.parse import quote as escaped
from uuid import UUID

from backend.contract.bookings import BookingRequest, BookingResponse, BookingsResponse
from backend.contract.cancellations import (
    CancellationQuoteRequest,
    CancellationQuoteResponse,
    CancellationRequest,
)
from backend.contract.payments import PaymentCards, PaymentStarted
from backend.contract.quotes import QuoteRequest, QuoteResponse
from backend.contract.receipts import ReceiptResponse
from backend.contract.tickets import HeldTicket, HolderChange, TicketsResponse
from mobile.client import Client, new_key

WAIT_S = 20
PDF, MOST_PAPER_BYTES = "application/pdf", 2 * 2**20


async def quote(client: Client, request: QuoteRequest, token: str) -> QuoteResponse:
    return await client.ask("POST", "/v1/quotes", QuoteResponse, body=request, token=token, key=new_key())


async def book(client: Client, request: BookingRequest, token: str, key: str) -> BookingResponse:
    return await client.ask("POST", "/v1/bookings", BookingResponse, body=request, token=token, key=key)


async def bookings(client: Client, token: str) -> BookingsResponse:
    """The first page: what is over for long has its receipt."""
    return await client.ask("GET", "/v1/bookings", BookingsResponse, token=token)


async def booking(client: Client, booking_id: str, token: str, etag: str = "") -> tuple[BookingResponse | None, str]:
    """(how it stands, its ETag). With the ETag of what is known it waits for news; None when there were none."""
    return await client.watch(at(booking_id), BookingResponse, token, etag, WAIT_S)


async def abandon(client: Client, booking_id: str, token: str, key: str) -> BookingResponse:
    return await client.ask("POST", f"{at(booking_id)}/abandonment", BookingResponse, token=token, key=key)


async def start_payment(client: Client, booking_id: str, token: str) -> PaymentStarted:
    """Each address opens once, so each time it is asked for anew."""
    return await client.ask("POST", f"{at(booking_id)}/payment", PaymentStarted, token=token, key=new_key())


async def cards(client: Client, token: str) -> PaymentCards:
    return await client.ask("GET", "/v1/payment-cards", PaymentCards, token=token)


async def start_card(client: Client, token: str) -> PaymentStarted:
    """The page in the browser on which a card is kept."""
    return await client.ask("POST", "/v1/payment-cards", PaymentStarted, token=token)


async def remove_card(client: Client, card_id: str, token: str) -> None:
    await client.ask("DELETE", f"/v1/payment-cards/{escaped(card_id, safe='')}", None, token=token)


async def cancellation_quote(client: Client, booking_id: str, request: CancellationQuoteRequest, token: str) -> CancellationQuoteResponse:
    path = f"{at(booking_id)}/cancellation-quotes"
    return await client.ask("POST", path, CancellationQuoteResponse, body=request, token=token, key=new_key())


async def cancel(client: Client, booking_id: str, request: CancellationRequest, token: str, key: str) -> BookingResponse:
    return await client.ask("POST", f"{at(booking_id)}/cancellations", BookingResponse, body=request, token=token, key=key)


async def receipt(client: Client, booking_id: str, token: str) -> ReceiptResponse:
    return await client.ask("GET", f"{at(booking_id)}/receipt", ReceiptResponse, token=token)


async def receipt_on_paper(client: Client, booking_id: str, token: str) -> bytes:
    return await client.fetch(f"{at(booking_id)}/receipt", token, PDF, MOST_PAPER_BYTES)


async def tickets(client: Client, token: str) -> TicketsResponse:
    return await client.ask("GET", "/v1/tickets", TicketsResponse, token=token)


async def hold_ticket(client: Client, ticket_id: UUID, holder: HolderChange, token: str) -> HeldTicket:
    """This phone shows it from now on; the one that did so before shows nothing any longer."""
    return await client.ask("PUT", f"/v1/tickets/{ticket_id}/holder", HeldTicket, body=holder, token=token, key=new_key())


def at(booking_id: str) -> str:
    return f"/v1/bookings/{escaped(booking_id, safe='')}"
