"""The operators of the demonstration city: started beside the service, and spoken to as it is told."""
import asyncio
from pathlib import Path

import pytest

from allways.operator import free_ports, open_beside
from backend.operators.operator import Operator, OperatorSilent, Standing
from backend.operators.service import Operators
from backend.service.settings import Settings, SettingsError
from tests.backend.operators.conftest import new_order

PRICES = 'currency = "EUR"\n[[operators]]\nid = "city"\n[[operators]]\nid = "river"\n'


@pytest.fixture
def city(tmp_path) -> Path:
    (tmp_path / "built" / "fares").mkdir(parents=True)
    (tmp_path / "built" / "fares" / "prices.toml").write_text(PRICES)
    return tmp_path / "built"


@pytest.fixture
def environment(monkeypatch):
    """As it was before, when the test is over."""
    for name in ("ALLWAYS_OPERATORS", "ALLWAYS_SIMULATED_OPERATORS"):
        monkeypatch.setenv(name, "")
    return monkeypatch


async def when_it_is_up(operator: Operator) -> Standing:
    for _ in range(200):
        try:
            return await operator.confirm(new_order())
        except OperatorSilent:
            await asyncio.sleep(0.1)
    raise AssertionError("the operator did not start")


async def test_each_operator_of_the_prices_runs_and_can_be_booked(city, tmp_path, environment, capsys):
    processes = open_beside(tmp_path / "operators", city, 8000)
    try:
        settings = Settings.read()
        operators = Operators.open(settings.operators, settings.simulated_operators, settings.maas_id)
        assert [one.id for one in operators.list_declared()] == ["city", "river"]
        for name in ("city", "river"):
            assert operators.is_bookable(name)
            assert len(operators.find_declared(name).event_keys) == 1
            assert await when_it_is_up(operators.get(name)) is Standing.CONFIRMED
        await operators.aclose()
        assert "operators     on http://127.0.0.1, made up: city " in capsys.readouterr().out
    finally:
        for process in processes:
            process.terminate()
    assert [process.wait(20) for process in processes] == [0, 0]


def test_none_is_made_up_where_there_are_real_ones_or_nothing_is_sold(city, tmp_path, environment):
    assert open_beside(tmp_path / "operators", tmp_path / "nowhere", 8000) == []
    environment.setenv("ALLWAYS_OPERATORS", "operators.toml")
    assert open_beside(tmp_path / "operators", city, 8000) == []
    assert not (tmp_path / "operators").exists()


def test_no_port_is_given_twice():
    assert len(set(free_ports(50))) == 50


@pytest.mark.parametrize("name, value", [
    ("ALLWAYS_SIMULATED_OPERATORS", "tram.example:8200"), ("ALLWAYS_SIMULATED_OPERATORS", "127.0.0.1:443"), ("ALLWAYS_MAAS_ID", "x" * 101),
    ("ALLWAYS_MAAS_ID", "café"), ("ALLWAYS_MAAS_ID", "two\nlines"),
])  # fmt: skip
def test_settings_that_cannot_be_used_are_named(name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.read({name: value})
