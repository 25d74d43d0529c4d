"""`allways simulate`."""
import socket
import tomllib
from argparse import Namespace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from allways.errors import CommandError
from allways.simulate import run, start_of

BERLIN = ZoneInfo("Europe/Berlin")


def options(folder, **more) -> Namespace:
    return Namespace(**({"city": folder, "port": 8100, "seed": 1, "start": None, "speed": 1.0, "seeds": None, "declare": False} | more))


@pytest.mark.parametrize(("words", "moment"), [
    ("2026-11-24T07:30", datetime(2026, 11, 24, 6, 30, tzinfo=UTC)), ("2026-11-24T07:30:00+00:00", datetime(2026, 11, 24, 7, 30, tzinfo=UTC)),
    ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
])  # fmt: skip
def test_a_start_without_zone_is_city_time(words, moment):
    assert start_of(words, BERLIN) == moment.timestamp()


@pytest.mark.parametrize("words", ["soon", "", "2026-13-01", "0001-01-01T00:00"])
def test_a_start_that_is_no_moment_is_refused(words):
    with pytest.raises(CommandError, match="--start"):
        start_of(words, BERLIN)


@pytest.mark.parametrize("more", [{"speed": -1.0}, {"speed": float("nan")}, {"speed": 1e9}, {"port": 70_000}, {"port": -1}])
def test_impossible_options_are_refused(elmstead_folder, more):
    with pytest.raises(CommandError, match=f"--{next(iter(more))}"):
        run(options(elmstead_folder, **more))


def test_the_feeds_are_declared_without_a_server(elmstead_folder, capsys):
    assert run(options(elmstead_folder, declare=True, port=9999)) == 0
    assert all(feed["url"].startswith("http://127.0.0.1:9999/") for feed in tomllib.loads(capsys.readouterr().out)["feeds"])


def test_a_taken_port_is_told(elmstead_folder):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CommandError, match="--port"):
        run(options(elmstead_folder, port=taken.getsockname()[1]))
