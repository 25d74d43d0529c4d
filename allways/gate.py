"""`allways gate`: the machine at a gate, made up on this machine. It reads what is shown, typed or seen, line by line, and says whether it opens."""
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit
from uuid import UUID

from allways.errors import CommandError

EVERY_S = 5.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")
HELP = "Write: in TEXT, out TEXT (of a QR code); in-code 123456, out-code 123456; in-plate PLATE, out-plate PLATE."


def run(options: Namespace) -> int:
    """Raises CommandError for a site, key, root or service that cannot be used."""
    from backend.operators.signatures import write_public_key

    gate, link = opened(options)
    print(f"Gate of {gate.site_id}. Its key, for PUT /v1/gates/{gate.site_id}: {write_public_key(link.key)}", flush=True)
    print(HELP, flush=True)
    link.refresh(gate, datetime.now(UTC))
    done = Event()
    Thread(target=keep_up, args=(gate, link, file_of(options), done), daemon=True).start()
    try:
        for line in answered(gate, link, sys.stdin):
            print(line, flush=True)
    finally:
        done.set()
        link.tell(gate)
        gate.marks.close()
    return 0


def opened(options: Namespace):
    """Raises CommandError."""
    import httpx

    from backend.operators.simulated.telling import TellingError, own_key
    from backend.reservations.simulated.gate import Gate
    from backend.reservations.simulated.link import Link
    from backend.reservations.simulated.marks import Marks

    parts = urlsplit(options.service)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        raise CommandError("--service: a simulated gate speaks with a service on this machine only, such as http://localhost:8000.")
    try:
        site_id, root = str(UUID(options.site)), bytes.fromhex(options.root.read_text(encoding="ascii").strip())
        file = file_of(options)
        link = Link(httpx.Client(base_url=options.service, timeout=5), root, own_key(options.key or file.with_suffix(".key")))
        return Gate(site_id, Marks(file)), link
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"--root {options.root}: cannot be read. Name the file of the public root key, root.pub.") from error
    except ValueError as error:
        raise CommandError("--site or --root: write the id of a site, and a file with 64 hexadecimal digits.") from error
    except TellingError as error:
        raise CommandError(str(error)) from error


def file_of(options: Namespace) -> Path:
    return options.file or Path(f"gate-{options.site}.sqlite")


def keep_up(gate, link, file: Path, done: Event) -> None:
    """Keys, list and marks, now and then; nobody at the gate waits for it."""
    from backend.reservations.simulated.marks import Marks

    telling = replace(gate, marks=Marks(file))
    while not done.wait(EVERY_S):
        link.refresh(gate, datetime.now(UTC))
        link.tell(telling)
    telling.marks.close()


def answered(gate, link, lines: Iterable[str]) -> Iterator[str]:
    from backend.contract.reservations import GateEventKind

    kinds = {"in": GateEventKind.ENTERED, "out": GateEventKind.LEFT}
    for line in lines:
        word, _, text = line.strip().partition(" ")
        way, _, by = word.partition("-")
        if way not in kinds or by not in ("", "code", "plate") or not text:
            yield HELP
            continue
        now = datetime.now(UTC)
        decision = link.ask(gate, kinds[way], now, **{by: text}) if by else gate.shown(text, kinds[way], now)
        yield f"OPEN {decision.space or ''}".rstrip() if decision.opens else f"SHUT {decision.reason}"
