"""`allways operator`: an operator made up on this machine; `allways operator check`: whether a real one does what it must before it is sold."""
import asyncio
import os
import signal
import socket
import subprocess
import sys
import tomllib
from argparse import Namespace
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event

from allways.errors import CommandError

PASSED, FAILED = 0, 1
ADDRESS = "127.0.0.1"


def run(options: Namespace) -> int:
    return check(options) if options.address else simulate(options)


def simulate(options: Namespace) -> int:
    """Raises CommandError for a name, port, file, key or service that cannot be used."""
    from backend.operators.signatures import write_public_key

    operator = opened(options)
    signal.signal(signal.SIGTERM, interrupt)
    operator.serve_in_thread()
    with suppress(KeyboardInterrupt):
        print(f"Operator {options.name} at {operator.url}.", flush=True)
        print(f"It signs events for {options.service or 'nobody'} with the key {write_public_key(operator.teller.key)}.", flush=True)
        print("Orders go to /_operator/. Stop with Ctrl+C.", flush=True)
        Event().wait()
    operator.stop()
    return 0


def opened(options: Namespace):
    """Raises CommandError."""
    from backend.operators.declaration import ID
    from backend.operators.simulated.server import SimulatedOperator, SimulatorError
    from backend.operators.simulated.telling import Teller, TellingError, own_key

    if not options.name or not ID.match(options.name):
        raise CommandError("--name: write the id of the operator as in the prices, such as tram: small letters, digits, hyphens and low lines.")
    if not 0 <= options.port <= 65_535:
        raise CommandError(f"--port {options.port}: write a number from 1 to 65535, or 0 for any free one.")
    file = options.file or Path(f"operator-{options.name}.sqlite")
    try:
        teller = Teller(options.name, options.service.rstrip("/"), own_key(options.key or file.with_suffix(".key")))
        return SimulatedOperator(teller, file, options.port)
    except (SimulatorError, TellingError) as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"--port {options.port}: cannot be opened ({error.strerror}). Name another one.") from error


def check(options: Namespace) -> int:
    """Raises CommandError for an address or an order that cannot be used."""
    from backend.operators.declaration import SUITE

    verdict = asyncio.run(examined(options))
    for one in verdict.checks:
        print(f"{'passed' if one.passed else 'FAILED' if one.needed else 'no':6}  {one.name}{': ' if one.words else ''}{one.words}")
    if not verdict.passed:
        print("It cannot be sold: link to it only, and leave out passed_suite.")
        return FAILED
    print(f"It can be sold. Write into its table: passed_suite = {SUITE} and tombstones = {str(verdict.tombstones).lower()}.")
    return PASSED


async def examined(options: Namespace):
    """Raises CommandError."""
    from backend.operators.declaration import DeclarationError
    from backend.operators.examining import examine

    try:
        return await examine(options.address, headers_in(options.header_env), order_in(options.order))
    except DeclarationError as error:
        raise CommandError(str(error)) from error


def headers_in(pairs: list[str]) -> dict[str, str]:
    """Header to variable of the environment. Raises CommandError."""
    parts = [pair.partition("=") for pair in pairs]
    if not all(header and variable for header, _, variable in parts):
        raise CommandError("--header-env: write a header and the variable with its value, such as X-Api-Key=ALLWAYS_OPERATOR_TRAM.")
    return {header: variable for header, _, variable in parts}


def order_in(file: Path | None) -> bytes | None:
    """Raises CommandError."""
    try:
        return file.read_bytes() if file else None
    except OSError as error:
        raise CommandError(f"--order {file}: cannot be read ({error.strerror}). Write the order there as docs/OPERATORS.md shows it.") from error


def interrupt(*_) -> None:
    raise KeyboardInterrupt


def open_beside(home: Path, city: Path, service_port: int) -> list[subprocess.Popen]:
    """An operator for each of those in the prices of a city, in processes of their own, and the service told how they are reached.

    None where it is told already. home: where they keep everything. The service knows their keys from the start, as they are made here.
    """
    from backend.operators.declaration import SUITE
    from backend.operators.signatures import write_public_key
    from backend.operators.simulated.telling import own_key

    prices = city / "fares" / "prices.toml"
    if os.environ.get("ALLWAYS_OPERATORS") or not prices.is_file():
        return []
    names = [table["id"] for table in tomllib.loads(prices.read_text(encoding="utf-8")).get("operators", [])]
    ports = free_ports(len(names))
    home.mkdir(parents=True, exist_ok=True)
    tables, processes = [], []
    for name, port in zip(names, ports):
        key = own_key(home / f"{name}.key")
        tables.append(
            f'[[operators]]\nid = "{name}"\nurl = "http://{ADDRESS}:{port}"\nevent_keys = ["{write_public_key(key)}"]\n'
            f"tombstones = true\npassed_suite = {SUITE}\n"
        )
        command = [sys.executable, "-m", "allways.main", "operator", "--name", name, "--port", str(port)]
        command += ["--file", str(home / f"{name}.sqlite"), "--service", f"http://localhost:{service_port}"]
        processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))  # noqa: S603 our own words
    (home / "operators.toml").write_text("\n".join(tables), encoding="utf-8")
    os.environ["ALLWAYS_OPERATORS"] = str(home / "operators.toml")
    os.environ["ALLWAYS_SIMULATED_OPERATORS"] = ",".join(f"{ADDRESS}:{port}" for port in ports)
    told = ", ".join(f"{name} {port}" for name, port in zip(names, ports))
    print(f"  operators     on http://{ADDRESS}, made up: {told}")
    return processes


def free_ports(count: int) -> list[int]:
    """All open at once, so that none is given twice."""
    with ExitStack() as probes:
        sockets = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in sockets:
            probe.bind((ADDRESS, 0))
        return [probe.getsockname()[1] for probe in sockets]
