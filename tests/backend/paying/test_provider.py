"""Which payment service is used, from the environment."""
import pytest

from backend.paying.provider import SANDBOX, STRIPE, ProviderUnusable, read_provider
from backend.service.settings import Settings, SettingsError

HERE, THERE = "http://localhost:8000", "https://allways.example.org"
TEST = {"STRIPE_API_KEY": "sk_test_0123456789", "STRIPE_PUBLISHABLE_KEY": "pk_test_0123456789"}
LIVE = {"STRIPE_API_KEY": "rk_live_0123456789", "STRIPE_PUBLISHABLE_KEY": "pk_live_0123456789"}


def test_without_a_key_ones_own_machine_has_the_sandbox():
    found = read_provider({}, HERE)
    assert (found.address, found.live, found.is_sandbox) == (SANDBOX, False, True)
    assert read_provider({"ALLWAYS_SANDBOX": "http://127.0.0.1:9999/"}, HERE).address == "http://127.0.0.1:9999"


def test_made_up_money_is_nowhere_else_unless_somebody_asks_for_it():
    assert read_provider({}, THERE) is None
    assert read_provider({"ALLWAYS_SANDBOX": SANDBOX}, THERE).is_sandbox


def test_a_key_leads_to_stripe():
    found = read_provider(TEST | {"STRIPE_WEBHOOK_SECRETS": "whsec_0123456789, whsec_9876543210"}, HERE)
    assert (found.address, found.live, found.is_sandbox) == (STRIPE, False, False)
    assert found.secrets == ("whsec_0123456789", "whsec_9876543210")
    assert read_provider(LIVE, THERE).live


@pytest.mark.parametrize("given, origin, says", [
    (LIVE, HERE, "ALLWAYS_PUBLIC_ORIGIN"), (LIVE, "http://allways.example.org", "https"),
    (TEST | {"STRIPE_API_KEY": "pk_test_0123456789"}, HERE, "sk_test_"), ({"STRIPE_API_KEY": "sk_test_0123456789"}, HERE, "pk_test_"),
    (TEST | {"STRIPE_PUBLISHABLE_KEY": "pk_live_0123456789"}, HERE, "pk_test_"), (TEST | {"STRIPE_WEBHOOK_SECRETS": "hunter2"}, HERE, "whsec_"),
    (TEST | {"STRIPE_WEBHOOK_SECRETS": ",".join(["whsec_0123456789"] * 3)}, HERE, "whsec_"),
    ({"ALLWAYS_SANDBOX": "http://sandbox.example.org:12111"}, HERE, "ALLWAYS_SANDBOX"),
    ({"ALLWAYS_SANDBOX": "https://127.0.0.1:12111"}, HERE, "ALLWAYS_SANDBOX"), ({"ALLWAYS_SANDBOX": "http://127.0.0.1"}, HERE, "ALLWAYS_SANDBOX"),
    ({"ALLWAYS_SANDBOX": "http://127.0.0.1:x"}, HERE, "ALLWAYS_SANDBOX"), ({"ALLWAYS_SANDBOX": "http://[::1"}, HERE, "ALLWAYS_SANDBOX"),
])  # fmt: skip
def test_what_cannot_be_used_is_named_and_not_repeated(given, origin, says):
    with pytest.raises(ProviderUnusable) as refused:
        read_provider(given, origin)
    assert says in str(refused.value)
    assert not any(value in str(refused.value) for name, value in given.items() if "KEY" in name or "SECRET" in name)


def test_settings_never_print_a_key():
    given = TEST | {"STRIPE_WEBHOOK_SECRETS": "whsec_0123456789"}
    settings = Settings.read(given)
    assert settings.provider.key == given["STRIPE_API_KEY"]
    for text in (repr(settings), repr(settings.provider)):
        assert given["STRIPE_API_KEY"] not in text
        assert "whsec" not in text
    with pytest.raises(SettingsError):
        Settings.read(LIVE)
