"""`allways run`: the demonstration city, built when it is missing or no longer covers today, then served."""
import os
import socket
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from allways.operator import open_beside
from allways.progress import progress_bars

# A city is built anew well before its timetable ends, so that trips planned ahead still find service.
RENEW_BEFORE = timedelta(days=30)
ADDRESS = "127.0.0.1"
KEPT = {"fares": "prices", "parking": "parking", "requests": "requests", "rides": "rides"}
MAIN_STATION = "55.4897,3.5036"  # of the demonstration city


def run(options: Namespace) -> int:
    from backend.database.address import file_address
    from backend.service.run import serve

    today = datetime.now(UTC).date()
    city = options.home / "demo" / "built"
    if not is_current(city, today):
        print("Building the demonstration city (once, about a minute) …", flush=True)
        apart(build_demo, options.home / "demo", today)
    print(f"Allways is on http://localhost:{options.port}")
    print(f"  the city      http://localhost:{options.port}/v1/city")
    print(f"  the API       http://localhost:{options.port}/schema")
    print(f'  plan a trip   .venv/bin/allways plan --city {city} --from "Main Station" --to "University"')
    simulator = None if options.no_live else open_simulator(options.home, city)
    if simulator:
        foresee(options.home, city)
    sandbox = open_sandbox(options.home)
    operators = open_beside(options.home / "operators", city, options.port)
    app = None if options.no_app else open_app(options)
    print("Stop with Ctrl+C.", flush=True)
    os.environ.setdefault("ALLWAYS_DATABASE_URL", file_address(options.home / "allways.sqlite"))
    try:
        serve(city, options.port, options.workers)
    finally:
        for process in (simulator, sandbox, *operators, app):
            if process:
                process.terminate()
    return 0


def apart(work: Callable[..., None], *arguments: object) -> None:
    """In a process of its own. Libraries that read tables begin threads, and what waits for them stands still for ever in the workers that the
    service forks from this process. Ends with the exit code of what failed, which has said why."""
    process = get_context("spawn").Process(target=work, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


def open_simulator(home: Path, city: Path) -> subprocess.Popen:
    """The made-up life of the city in a process of its own, and the service told where it is to be found."""
    from backend.demo.live.catalogue import declaration

    port = free_port()
    feeds = home / "demo" / "feeds.toml"
    feeds.write_text(declaration(f"http://{ADDRESS}:{port}"), encoding="utf-8")
    os.environ["ALLWAYS_FEEDS"], os.environ["ALLWAYS_SIMULATOR"] = str(feeds), f"{ADDRESS}:{port}"
    print(f"  what is live  http://localhost:{port} (made up: late buses, shared bikes, car parks, lifts, works)")
    command = [sys.executable, "-m", "allways.main", "simulate", "--city", str(city), "--port", str(port)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 our own words


def foresee(home: Path, city: Path) -> None:
    """What the service would have learned of the car parks if it had been running for weeks: it begins with that, in a few seconds once a day."""
    file = home / "demo" / "forecast.npz"
    if not is_of_today(file):
        apart(learn, city, file)
    os.environ["ALLWAYS_FORECAST"] = str(file)


def learn(city: Path, file: Path) -> None:
    from allways.parking import of_made_up_city
    from routing.occupancy.model import pack

    with progress_bars() as progress:
        file.write_bytes(pack(of_made_up_city(city, progress)))


def is_of_today(forecast: Path) -> bool:
    from routing.occupancy.model import ModelUnusable, unpack

    try:
        unpack(forecast.read_bytes())
    except (OSError, ModelUnusable):
        return False
    return datetime.fromtimestamp(forecast.stat().st_mtime, UTC) > datetime.now(UTC) - timedelta(days=1)


def open_sandbox(home: Path) -> subprocess.Popen | None:
    """A payment provider made up on this machine, where there is no key for a real one, and the service told where it is to be found."""
    if os.environ.get("STRIPE_API_KEY") or os.environ.get("ALLWAYS_SANDBOX"):
        return None
    port = free_port()
    home.mkdir(parents=True, exist_ok=True)
    os.environ["ALLWAYS_SANDBOX"] = f"http://{ADDRESS}:{port}"
    print(f"  paying        http://localhost:{port} (made up: test cards, no money moves)")
    command = [sys.executable, "-m", "allways.main", "sandbox", "--port", str(port), "--file", str(home / "sandbox.sqlite")]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 our own words


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return probe.getsockname()[1]


def open_app(options: Namespace) -> subprocess.Popen | None:
    """The app beside the service, in a process of its own, where there is a display; else how to open it from one."""
    from allways.app import has_display

    command = [sys.executable, "-m", "allways.main", "app", "--backend", f"http://localhost:{options.port}"]
    command += ["--folder", str(options.home / "app"), "--position", MAIN_STATION]
    if not has_display():
        print(f"  the app       there is no display here; on one: .venv/bin/allways app --backend http://localhost:{options.port}")
        return None
    print("  the app       opens beside this, at the main station of the city")
    return subprocess.Popen(command)  # noqa: S603 our own words


def is_current(city: Path, today: date) -> bool:
    from routing.manifest import Manifest
    from routing.store import StoreError

    try:
        # Built before anything was sold or answered in it, or driven on demand, it lacks the prices, the parking, who answers, or the rides.
        whole = all((city / folder / f"{file}.toml").is_file() for folder, file in KEPT.items())
        return Manifest.open(city).covers(today + RENEW_BEFORE) and whole and (city / "on_demand.json").is_file()
    except StoreError:
        return False


def build_demo(folder: Path, today: date) -> None:
    from allways.city_build import build
    from backend.demo.city import write_city
    from routing.build.declaration import read_declaration

    with progress_bars() as progress:
        write_city(folder, today - timedelta(days=30), progress=progress)
        build(read_declaration(folder / "city.toml"), folder / "built", progress)
