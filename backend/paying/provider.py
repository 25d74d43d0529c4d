"""Which payment service there is: Stripe with a key from the environment, else the sandbox on this machine, else none."""
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

STRIPE = "https://api.stripe.com"
SANDBOX = "http://127.0.0.1:12111"
SANDBOX_KEY = "sk_test_sandbox"
KEY = re.compile(r"(?:sk|rk)_(live|test)_[A-Za-z0-9]{8,200}\Z")
SHOWN_KEY = re.compile(r"pk_(live|test)_[A-Za-z0-9]{8,200}\Z")
SECRET = re.compile(r"whsec_[\x21-\x7e]{8,200}\Z")
MOST_SECRETS = 2
LOOPBACK = ("localhost", "127.0.0.1")


class ProviderUnusable(ValueError):
    """A variable that cannot be used; the message says what to write."""


@dataclass(frozen=True)
class Provider:
    """shown_key: the one that pages may know. secrets: of webhooks, two while one is replaced by another. live: real money."""

    address: str
    key: str = field(repr=False)
    shown_key: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    live: bool = False

    @property
    def is_sandbox(self) -> bool:
        return self.address != STRIPE


def read_provider(environment: Mapping[str, str], origin: str) -> Provider | None:
    """origin: how people reach the service. None: nothing can be paid here. Raises ProviderUnusable."""
    key = environment.get("STRIPE_API_KEY", "").strip()
    if key:
        return read_stripe(environment, key, origin)
    named = environment.get("ALLWAYS_SANDBOX", "").strip()
    if not named and urlsplit(origin).hostname not in LOOPBACK:  # made-up money is for one's own machine, unless somebody asks for it
        return None
    return sandbox_at(named or SANDBOX)


def read_stripe(environment: Mapping[str, str], key: str, origin: str) -> Provider:
    found = KEY.match(key)
    if found is None:
        raise ProviderUnusable("STRIPE_API_KEY: write a secret or restricted key, which begins with sk_test_, rk_test_, sk_live_ or rk_live_.")
    live = found[1] == "live"
    if live and urlsplit(origin).scheme != "https":
        raise ProviderUnusable("STRIPE_API_KEY is live: set ALLWAYS_PUBLIC_ORIGIN to an address with https, or take a test key.")
    shown = SHOWN_KEY.match(environment.get("STRIPE_PUBLISHABLE_KEY", "").strip())
    if shown is None or (shown[1] == "live") is not live:
        raise ProviderUnusable(f"STRIPE_PUBLISHABLE_KEY: write the publishable key beside that one, which begins with pk_{found[1]}_.")
    secrets = tuple(word.strip() for word in environment.get("STRIPE_WEBHOOK_SECRETS", "").split(",") if word.strip())
    if len(secrets) > MOST_SECRETS or not all(SECRET.match(secret) for secret in secrets):
        raise ProviderUnusable("STRIPE_WEBHOOK_SECRETS: write the secret of the webhook endpoint, whsec_…; two with a comma while it changes.")
    return Provider(STRIPE, key, shown[0], secrets, live)


def sandbox_at(address: str) -> Provider:
    try:
        parts = urlsplit(address)
        sound = parts.scheme == "http" and parts.hostname in LOOPBACK and parts.port and parts.path in ("", "/") and not parts.username
    except ValueError:
        sound = False
    if not sound:
        raise ProviderUnusable("ALLWAYS_SANDBOX: write where the sandbox listens on this machine, such as http://127.0.0.1:12111.")
    return Provider(address.rstrip("/"), SANDBOX_KEY)
