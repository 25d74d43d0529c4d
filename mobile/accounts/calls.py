"""What the app asks about accounts. `token` is that of whoever is signed in."""

from urllib.parse import quote

from backend.contract.accounts import (
    AccountProof,
    AccountProofResponse,
    AccountResponse,
    AddressChangeAsked,
    AddressChangeConfirmation,
    AddressChanged,
    DeletionResponse,
    ExportResponse,
    ExportsResponse,
    NewAddress,
    NewPasskey,
    PasskeyName,
    PasskeysResponse,
    PasskeyTicket,
    Role,
    SessionsResponse,
)
from backend.contract.auth import (
    DeviceCodeRedemption,
    DeviceCodeRequest,
    DeviceCodeResponse,
    EmailLinkRequest,
    EmailLinkResponse,
    LinkRedemption,
    SessionRefresh,
    SessionResponse,
)
from backend.contract.consents import ConsentChange, ConsentsResponse
from mobile.client import Client
from mobile.i18n import current

MOST_EXPORT_BYTES = 64 * 2**20


async def ask_for_code(client: Client, request: EmailLinkRequest) -> EmailLinkResponse:
    return await client.ask("POST", "/v1/auth/email-links", EmailLinkResponse, body=request)


async def redeem(client: Client, request_id: str, redemption: LinkRedemption) -> SessionResponse:
    return await client.ask("POST", f"/v1/auth/email-links/{quote(request_id, safe='')}/redeem", SessionResponse, body=redemption)


async def refresh(client: Client, renewal: SessionRefresh) -> SessionResponse:
    return await client.ask("POST", "/v1/auth/refresh", SessionResponse, body=renewal)


async def account(client: Client, token: str) -> AccountResponse:
    return await client.ask("GET", "/v1/account", AccountResponse, token=token)


async def sessions(client: Client, token: str) -> SessionsResponse:
    return await client.ask("GET", "/v1/account/sessions", SessionsResponse, token=token)


async def end_session(client: Client, session_id: str, token: str) -> None:
    await client.ask("DELETE", f"/v1/account/sessions/{quote(session_id, safe='')}", None, token=token)


async def end_all_sessions(client: Client, token: str) -> None:
    await client.ask("DELETE", "/v1/account/sessions", None, token=token)


async def narrow(client: Client, token: str, role: Role) -> None:
    """This phone does the work of that role from now on, and nothing else of the account."""
    await client.ask("POST", "/v1/account/sessions/current/narrowing", None, token=token, headers={"acting-as": str(role)})


async def sign_out(client: Client, token: str) -> None:
    await client.ask("DELETE", "/v1/account/sessions/current", None, token=token)


async def ask_for_device_code(client: Client, request: DeviceCodeRequest) -> DeviceCodeResponse:
    return await client.ask("POST", "/v1/auth/device-codes", DeviceCodeResponse, body=request)


async def redeem_device_code(client: Client, code_id: str, redemption: DeviceCodeRedemption) -> SessionResponse:
    return await client.ask("POST", f"/v1/auth/device-codes/{quote(code_id, safe='')}/redeem", SessionResponse, body=redemption)


async def prove(client: Client, proof: AccountProof, token: str) -> AccountProofResponse:
    return await client.ask("POST", "/v1/account/proof", AccountProofResponse, body=proof, token=token)


async def passkeys(client: Client, token: str) -> PasskeysResponse:
    return await client.ask("GET", "/v1/account/passkeys", PasskeysResponse, token=token)


async def new_passkey(client: Client, name: str, token: str) -> PasskeyTicket:
    """The page in the browser on which it is made."""
    return await client.ask("POST", "/v1/account/passkeys", PasskeyTicket, body=NewPasskey(name), token=token)


async def rename_passkey(client: Client, passkey_id: str, name: str, token: str) -> None:
    await client.ask("PATCH", f"/v1/account/passkeys/{quote(passkey_id, safe='')}", None, body=PasskeyName(name), token=token)


async def remove_passkey(client: Client, passkey_id: str, token: str) -> None:
    await client.ask("DELETE", f"/v1/account/passkeys/{quote(passkey_id, safe='')}", None, token=token)


async def ask_for_address(client: Client, email: str, token: str) -> AddressChangeAsked:
    return await client.ask("POST", "/v1/account/address", AddressChangeAsked, body=NewAddress(email), token=token)


async def confirm_address(client: Client, code: str, token: str) -> AddressChanged:
    return await client.ask("POST", "/v1/account/address/confirmation", AddressChanged, body=AddressChangeConfirmation(code), token=token)


async def stop_address(client: Client, token: str) -> None:
    await client.ask("DELETE", "/v1/account/address", None, token=token)


async def consents(client: Client, token: str) -> ConsentsResponse:
    """Each in the language of the person."""
    return await client.ask("GET", "/v1/account/consents", ConsentsResponse, token=token, params={"language": current()})


async def change_consent(client: Client, change: ConsentChange, token: str) -> ConsentsResponse:
    return await client.ask("PUT", "/v1/account/consents", ConsentsResponse, body=change, token=token)


async def exports(client: Client, token: str) -> ExportsResponse:
    return await client.ask("GET", "/v1/account/exports", ExportsResponse, token=token)


async def ask_for_export(client: Client, token: str, key: str) -> ExportResponse:
    return await client.ask("POST", "/v1/account/exports", ExportResponse, token=token, key=key)


async def fetch_export(client: Client, export_id: str, token: str) -> bytes:
    """Once: it is gone from the city after this."""
    return await client.fetch(f"/v1/account/exports/{quote(export_id, safe='')}/download", token, "application/zip", MOST_EXPORT_BYTES, "POST")


async def delete_account(client: Client, token: str) -> DeletionResponse:
    return await client.ask("POST", "/v1/account/deletion", DeletionResponse, token=token)


async def keep_account(client: Client, token: str) -> None:
    await client.ask("DELETE", "/v1/account/deletion", None, token=token)
