"""The command: on this machine only, and never beside real money."""

import http.client
import os
import socket
import subprocess
import sys

import pytest

from allways.main import main
from backend.sandbox.server import Sandbox, SandboxError


def test_it_does_not_start_where_a_real_key_is(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("STRIPE_API_KEY", "sk_live_secret")
    assert main(["sandbox", "--port", "0", "--file", str(tmp_path / "s.sqlite")]) == 2
    told = capsys.readouterr().err
    assert "STRIPE_API_KEY is set" in told
    assert "sk_live_secret" not in told


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.2", "localhost.example.org", ""])
def test_it_listens_on_this_machine_only(address, tmp_path):
    with pytest.raises(SandboxError, match=r"127\.0\.0\.1 only"):
        Sandbox(tmp_path / "s.sqlite", 0, address)


def test_a_port_that_is_taken_is_said(sandbox, monkeypatch, capsys, tmp_path):
    monkeypatch.delenv("STRIPE_API_KEY", raising=False)
    assert main(["sandbox", "--port", str(sandbox.server_address[1]), "--file", str(tmp_path / "s.sqlite")]) == 2
    assert "in use" in capsys.readouterr().err


def test_a_file_that_another_sandbox_uses_or_that_is_none_is_refused(sandbox, monkeypatch, capsys, tmp_path):
    monkeypatch.delenv("STRIPE_API_KEY", raising=False)
    other = tmp_path / "letter.txt"
    other.write_text("Dear reader, this is no database. " * 50)
    for file in (tmp_path / "sandbox.sqlite", other, tmp_path / "nowhere" / "s.sqlite"):
        assert main(["sandbox", "--port", "0", "--file", str(file)]) == 2
        assert "cannot be used" in capsys.readouterr().err


def test_it_says_where_it_listens_and_stops_when_asked(tmp_path):
    command = [sys.executable, "-m", "allways.main", "sandbox", "--port", "0", "--file", str(tmp_path / "s.sqlite")]
    environment = {name: value for name, value in os.environ.items() if name != "STRIPE_API_KEY"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert "at http://127.0.0.1:" in running.stdout.readline()
        assert "/_sandbox/" in running.stdout.readline()
        running.terminate()
        assert running.wait(20) == 0


def ask(sandbox: Sandbox, method: str, path: str, headers: dict, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.server_address[1], timeout=20)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def test_pages_of_other_sites_and_names_that_lead_here_are_refused(sandbox):
    port = sandbox.server_address[1]
    assert ask(sandbox, "POST", "/_sandbox/reset", {"Origin": "https://evil.example"})[0] == 403
    assert ask(sandbox, "POST", "/_sandbox/reset", {"Host": f"evil.example:{port}"})[0] == 403
    assert ask(sandbox, "POST", "/_sandbox/reset", {"Origin": f"http://127.0.0.1:{port}"})[0] == 200


def test_an_address_that_is_none_is_refused(sandbox):
    with socket.create_connection(("127.0.0.1", sandbox.server_address[1]), 20) as wire:
        wire.sendall(b"GET http://[/v1/balance HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert wire.recv(100).startswith(b"HTTP/1.1 400")


def test_bodies_have_a_bound_and_addresses_an_end(sandbox):
    key = {"Authorization": "Bearer sk_test_x"}
    assert ask(sandbox, "POST", "/v1/customers", key | {"Content-Length": "999999999"})[0] == 413
    assert ask(sandbox, "POST", "/v1/customers", key, b"\xff\xfe=1")[0] == 400
    assert ask(sandbox, "GET", "/v1/prices", key)[0] == 404
    assert ask(sandbox, "GET", "/v1/balance", {})[0] == 401
    assert ask(sandbox, "GET", "/_authenticate/pi_sb_nobody", {})[0] == 404
    assert ask(sandbox, "GET", "/_sandbox/nothing", {})[0] == 404
    assert ask(sandbox, "POST", "/_sandbox/clock", {}, b"[" * 100_000)[0] == 400


def test_a_fault_of_its_own_is_a_500_and_is_said(sandbox, capfd):
    with sandbox.world.alone():
        sandbox.world.store.db.execute("DROP TABLE object")
    key = {"Authorization": "Bearer sk_test_x"}
    for method, path in (("GET", "/v1/customers/cus_1"), ("POST", "/_sandbox/reset"), ("GET", "/_authenticate/pi_sb_1")):
        assert ask(sandbox, method, path, key)[0] == 500
    assert capfd.readouterr().err.count("no such table: object") == 3
    assert ask(sandbox, "GET", "/_sandbox/clock", {})[0] == 200
