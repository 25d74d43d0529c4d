"""What the SDK raises, as two kinds of trouble: ask again later, or it will not do it."""
import re
from collections.abc import Mapping

import stripe

from backend.paying.seen import CardFailure, card_failure

CODE = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
KEY_IN_USE = "idempotency_key_in_use"
FAILED = "provider_failed"
PASSING = (KEY_IN_USE, "lock_timeout", "rate_limit")


class ProviderSilent(Exception):
    """No answer, or none that says what became of it. The same is asked again later, under the same key.

    stored: this very answer is kept under the key, so that the same key will never bring another.
    """

    def __init__(self, code: str = "provider_silent", stored: bool = False):
        super().__init__(code)
        self.code, self.stored = code, stored


class ProviderRefused(Exception):
    """It was understood and is not done. code: the payment service's own, stable. failure: where it was a card."""

    def __init__(self, code: str, failure: CardFailure | None = None):
        super().__init__(code)
        self.code, self.failure = code, failure


def translated(error: stripe.StripeError) -> ProviderSilent | ProviderRefused:
    told = error_of(error)
    code = told.get("code") if isinstance(told.get("code"), str) and CODE.match(told["code"]) else None
    status = error.http_status or 0
    if isinstance(error, stripe.APIConnectionError) or not status:
        return ProviderSilent()
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return ProviderSilent("provider_key_refused")  # nothing is wrong with the payment: somebody has to look at our key
    if isinstance(error, stripe.RateLimitError):
        return ProviderSilent("provider_busy")
    if status == 409 or code in PASSING:  # the SDK has no class for it: it comes as an APIError
        return ProviderSilent(KEY_IN_USE if code == KEY_IN_USE else "provider_busy")
    if not 400 <= status < 500:
        return ProviderSilent(FAILED, header(error, "idempotent-replayed") == "true")
    if isinstance(error, stripe.CardError):
        return ProviderRefused(code or "card_declined", card_failure(told) or card_failure({"code": "card_declined"}))
    return ProviderRefused("idempotency_mismatch" if isinstance(error, stripe.IdempotencyError) else code or "invalid_request")


def error_of(error: stripe.StripeError) -> Mapping:
    body = error.json_body
    told = body.get("error") if isinstance(body, Mapping) else None
    return told if isinstance(told, Mapping) else {}


def header(error: stripe.StripeError, name: str) -> str:
    return next((str(value) for key, value in (error.headers or {}).items() if key.lower() == name), "")
