"""The simulated operator itself: on this machine only, and never surprised."""
import http.client
import json
import socket
import subprocess
import sys

import pytest

from allways.main import main
from backend.operators.simulated.server import SimulatedOperator, SimulatorError
from backend.operators.simulated.telling import Teller, TellingError, own_key

TOMP = {"Accept-Language": "en", "Api": "TOMP", "Api-Version": "1.6.1", "maas-id": "allways"}


def ask(operator: SimulatedOperator, method: str, path: str, headers: dict | None = None, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", operator.server_address[1], timeout=20)
    connection.request(method, path, body, TOMP if headers is None else headers)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.2", "localhost.example.org", ""])
def test_it_listens_on_this_machine_only(address, tmp_path):
    with pytest.raises(SimulatorError, match=r"127\.0\.0\.1 only"):
        SimulatedOperator(Teller("tram", "", own_key(tmp_path / "k")), tmp_path / "s.sqlite", 0, address)


@pytest.mark.parametrize("service", ["https://city.example", "http://city.example", "http://10.0.0.1:8000", "http://localhost:8000/v1"])
def test_it_tells_a_service_on_this_machine_only(service, tmp_path):
    with pytest.raises(TellingError, match="on this machine only"):
        Teller("tram", service, own_key(tmp_path / "k"))


def test_its_key_is_made_once_and_is_its_owners(tmp_path):
    file = tmp_path / "keys" / "tram.key"
    assert own_key(file).private_bytes_raw() == own_key(file).private_bytes_raw()
    assert file.stat().st_mode & 0o077 == 0
    file.write_text("no key")
    with pytest.raises(TellingError, match="is no key"):
        own_key(file)


def test_pages_of_other_sites_and_names_that_lead_here_are_refused(simulated):
    port = simulated.server_address[1]
    assert ask(simulated, "POST", "/_operator/reset", {"Origin": "https://evil.example"})[0] == 403
    assert ask(simulated, "POST", "/_operator/reset", {"Host": f"evil.example:{port}"})[0] == 403
    assert ask(simulated, "POST", "/_operator/reset", {})[0] == 200


@pytest.mark.parametrize("path, body, status", [
    ("/planning/offers", b"{}", 400), ("/planning/offers", b"[" * 50_000, 400), ("/planning/offers", b"\xff", 400), ("/bookings", b'{"id": 7}', 400),
    ("/bookings", b'{"id": "never offered"}', 400), ("/bookings", b'{"id": "never-offered"}', 404), ("/legs/x/events", b"{}", 404),
    ("/bookings/x/events", b'{"operation": "DENY"}', 400), ("/bookings/x/events", b'{"operation": "COMMIT"}', 404),
    ("/bookings/x%00/events", b'{"operation": "COMMIT"}', 400),
])  # fmt: skip
def test_what_it_cannot_take_is_refused_with_a_code_of_the_source(simulated, path, body, status):
    found, answer = ask(simulated, "POST", path, body=body)
    assert found == status
    assert json.loads(answer)["errorcode"] >= 1001


def test_headers_of_the_source_are_asked_for(simulated):
    for missing in TOMP:
        assert ask(simulated, "GET", "/bookings/x", {name: value for name, value in TOMP.items() if name != missing})[0] == 400
    assert ask(simulated, "GET", "/bookings/x", TOMP | {"Api-Version": "2.0"})[0] == 400
    assert ask(simulated, "GET", "/operator/ping")[0] == 200
    assert ask(simulated, "POST", "/bookings", TOMP | {"Content-Length": "999999999"})[0] == 413


async def test_an_offer_that_nobody_takes_expires(simulated, control, tram, order):
    control.fault("drop_after", "book")
    with pytest.raises(Exception, match="operator_unreachable"):
        await tram.confirm(order)
    control("clock", {"advance": 601})
    assert control.bookings() == {order.ref: "EXPIRED"}
    assert await tram.confirm(order) == "refused"


@pytest.mark.parametrize("path, order", [
    ("faults", {"do": "explode"}), ("faults", {"do": "status", "status": 200}), ("faults", {"match": {"call": "dance"}, "do": "slow"}),
    ("faults", {"do": "slow", "seconds": -1}), ("faults", {"do": "slow", "colour": 1}), ("clock", {"advance": -1}), ("clock", {"advance": "long"}),
    ("tombstones", {"off": True}), ("bookings/x/dance", {}), ("bookings/x/use", {"repeat": 0}), ("nothing", {}),
])  # fmt: skip
def test_orders_it_does_not_know_are_refused_and_said(simulated, path, order):
    status, answer = ask(simulated, "POST", f"/_operator/{path}", {}, json.dumps(order).encode())
    assert status == 400
    assert json.loads(answer)["title"]


def test_the_command_says_where_it_listens_and_stops_when_asked(tmp_path):
    command = [sys.executable, "-m", "allways.main", "operator", "--name", "tram", "--port", "0", "--file", str(tmp_path / "t.sqlite")]
    with subprocess.Popen([*command, "--service", "http://localhost:8000"], stdout=subprocess.PIPE, text=True) as running:
        assert "Operator tram at http://127.0.0.1:" in running.stdout.readline()
        assert "signs events for http://localhost:8000 with the key" in running.stdout.readline()
        assert "/_operator/" in running.stdout.readline()
        running.terminate()
        assert running.wait(20) == 0


@pytest.mark.parametrize("arguments, words", [
    ([], "--name"), (["--name", "Tram"], "--name"), (["--name", "tram", "--port", "99999"], "--port"),
    (["--name", "tram", "--service", "https://city.example"], "on this machine only"),
])  # fmt: skip
def test_what_the_command_cannot_take_is_said(arguments, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["operator", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_port_or_file_that_is_taken_is_said(simulated, capsys, tmp_path):
    port = str(simulated.server_address[1])
    assert main(["operator", "--name", "tram", "--port", port, "--file", str(tmp_path / "other.sqlite")]) == 2
    assert "in use" in capsys.readouterr().err
    assert main(["operator", "--name", "tram", "--port", "0", "--file", str(tmp_path / "tram.sqlite")]) == 2
    assert "cannot be used" in capsys.readouterr().err


def test_a_port_is_free_again_when_it_stops(tmp_path):
    operator = SimulatedOperator(Teller("tram", "", own_key(tmp_path / "k")), ":memory:")
    operator.serve_in_thread()
    port = operator.server_address[1]
    operator.stop()
    with socket.create_server(("127.0.0.1", port)):
        pass
