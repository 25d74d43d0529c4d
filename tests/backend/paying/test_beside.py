"""`allways run` starts the sandbox beside the service, where there is no key of Stripe."""
import asyncio

import pytest

from allways.run import open_sandbox
from backend.paying.gateway import Gateway, IntentOrder
from backend.paying.refusals import ProviderSilent
from backend.service.settings import Settings
from payments.states import Report


@pytest.fixture
def environment(monkeypatch):
    """As it was before, when the test is over."""
    for name in ("ALLWAYS_SANDBOX", "STRIPE_API_KEY"):
        monkeypatch.setenv(name, "")
    return monkeypatch


async def when_it_is_up(gateway: Gateway, key: str):
    for _ in range(200):
        try:
            return await gateway.create_intent(IntentOrder("booking", 830, "eur"), key)
        except ProviderSilent:
            await asyncio.sleep(0.1)
    raise AssertionError("the sandbox did not start")


async def test_it_pays_there_and_remembers_over_a_restart(environment, tmp_path, capsys):
    seen = []
    for _ in range(2):
        environment.setenv("ALLWAYS_SANDBOX", "")
        process = open_sandbox(tmp_path / "home")
        gateway = Gateway(Settings.read().provider)
        try:
            assert gateway.provider.is_sandbox
            seen.append(await when_it_is_up(gateway, "the same row"))
        finally:
            await gateway.close()
            process.terminate()
        assert process.wait(20) == 0
    assert seen[0].report is Report.CREATED
    assert seen[0] == seen[1]
    assert capsys.readouterr().out.count("paying        http://localhost:") == 2


@pytest.mark.parametrize("name, value", [("STRIPE_API_KEY", "sk_test_0123456789"), ("ALLWAYS_SANDBOX", "http://127.0.0.1:12111")])
def test_none_is_started_where_there_is_another(environment, tmp_path, name, value):
    environment.setenv(name, value)
    assert open_sandbox(tmp_path) is None
