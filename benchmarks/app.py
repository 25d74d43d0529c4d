"""The app itself over a real city: time to the first usable frame, frames per second while panning over the densest part, memory.

`python -m benchmarks.app --city FOLDER` measures one built city. The app runs offscreen in a process of its own against a real service.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.timing import Machine

ROOT = Path(__file__).parent.parent
START_TARGET_S, FPS_TARGET, SEGMENTS_TARGET, MEMORY_TARGET_MB = 3.0, 25, 20_000, 350
ENOUGH = 1.25 * SEGMENTS_TARGET  # of the place where panning begins: some go out of sight on the way
CELL_DEG = 0.01
STEADY = 12  # readings a tenth of a second apart that agree
PAN_S = 8
ZOOMS = (16.5, 16, 15.5, 15.2, 14.9, 14.7, 14.2, 13.7, 13.2, 12.7)
FINER = (1, 2)  # steps of tiles with more in them than the app would draw: no place is dense enough for the target


def measure(folder: Path) -> dict:
    """start_s, rss_mb and peak_mb of the app over a built city; fps, segments and zoom as people pan, and the same as full_fps,
    full_segments and full_zoom with so many segments as the target asks for."""
    from benchmarks.service import free_port  # not above: the process of the app is to hold the app alone

    lat, lon = densest(folder)
    port = free_port()
    command = [sys.executable, "-m", "allways.main", "serve", "--city", str(folder), "--port", str(port)]
    unlimited = {**os.environ, "ALLWAYS_RATE_LIMITS": "off"}  # nobody asks for so many tiles in a minute
    server = subprocess.Popen(command, cwd=ROOT, env=unlimited, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        with tempfile.TemporaryDirectory() as home:
            driven = ["--drive", f"http://127.0.0.1:{port}", "--at", f"{lat},{lon}", "--home", home]
            run_app(driven)  # fills the caches of Python and the map; a person opens an app more than once
            return run_app(driven)
    finally:
        server.terminate()
        server.wait(20)


def run_app(driven: list[str]) -> dict:
    """The app in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.app", *driven]
    environment = {**os.environ, "SDL_VIDEODRIVER": "offscreen", "ALLWAYS_BEGUN": str(time.time()), "KIVY_LOG_MODE": "PYTHON"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=True)
    return json.loads(ran.stdout.splitlines()[-1])


def densest(folder: Path) -> tuple[float, float]:
    """The middle of the cell of about a kilometre with the most crossings of a built city."""
    import numpy as np

    from routing.city import City

    city = City.open(folder)
    lat, lon = city.streets.vertex_lat_e7 / 1e7, city.streets.vertex_lon_e7 / 1e7
    cells, counts = np.unique(np.column_stack((lat // CELL_DEG, lon // CELL_DEG)).astype(np.int64), axis=0, return_counts=True)
    row = cells[counts.argmax()]
    return float(row[0] + 0.5) * CELL_DEG, float(row[1] + 0.5) * CELL_DEG


def wait_for(address: str) -> None:
    import httpx

    for _ in range(600):
        try:
            if httpx.get(address, timeout=2).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError("the service did not start")


def lines(name: str, found: dict) -> list[str]:
    """As the page of results says it."""
    def verdict(holds: bool) -> str:
        return "met" if holds else "missed"

    fast = found["full_fps"] >= FPS_TARGET and found["full_segments"] >= SEGMENTS_TARGET
    return [
        f"- The app over {name}, offscreen, drawn in software: first frame with the departures near by {found['start_s']:.1f} s after "
        f"the start of the process (target {START_TARGET_S:.0f} s: {verdict(found['start_s'] <= START_TARGET_S)}); panning over the densest part "
        f"{found['fps']:.0f} frames a second with {found['segments']:,} segments drawn at zoom {found['zoom']:.1f}, the most it ever "
        f"draws here; {found['full_fps']:.0f} with {found['full_segments']:,}, drawn of finer tiles than it would (target {FPS_TARGET} at "
        f"{SEGMENTS_TARGET:,}: {verdict(fast)}); {found['rss_mb']:.0f} MB resident, at most {found['peak_mb']:.0f} MB (target "
        f"{MEMORY_TARGET_MB}: {verdict(found['peak_mb'] <= MEMORY_TARGET_MB)}).",
    ]


def page(host: "Machine", facts: list[str]) -> str:
    """The whole of APP.md."""
    return "\n".join([
        "# The app over real cities",
        "",
        "Written by `make bench`. No peer runs here, and no graphics card: the processor draws every point, so frames depend on how fast it is",
        "just then.",
        "",
        f"{host.when} · {host.cpu}, {host.cores} cores, {host.memory_gb:.0f} GB, load {host.load:.1f} at the start · Python {host.python}, which "
        f"adds up ten million numbers in {yardstick_s():.2f} s.",
        "",
        *facts,
        "",
    ])  # fmt: skip


def yardstick_s() -> float:
    """How fast the machine is at this hour: the best of five."""
    return min(timeit.repeat("for number in range(10_000_000): total += number", "total = 0", number=1, repeat=5))


def drive(backend: str, lat: float, lon: float, home: Path) -> None:
    """In the process of the app: prints one JSON line."""
    from mobile.main import set_up_kivy

    set_up_kivy(home)
    import asyncio

    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.graphics.opengl import glFinish

    from mobile.app import AllwaysApp
    from mobile.device.fake import fake_device
    from mobile.session import Session

    Window.bind(on_flip=lambda *_: glFinish())  # without a display frames would only be noted, not drawn
    session = Session(home, fake_device(), backend)
    session.change(welcomed=True)
    app = AllwaysApp(session)

    async def story() -> None:
        running = asyncio.ensure_future(app.async_run(async_lib="asyncio"))
        while not (app.hearing and app.router.current):
            await asyncio.sleep(0.005)
        session.device.location.move(lat, lon)
        page = app.router.current
        while page.state.phase not in ("ready", "none"):  # an old timetable: nothing leaves any more, and the page says so
            await asyncio.sleep(0.005)
        drawn = Clock.frames
        while Clock.frames < drawn + 2:
            await asyncio.sleep(0.005)
        found = {"start_s": time.time() - float(os.environ["ALLWAYS_BEGUN"])}
        found |= memory()
        drawn = page.ids.map
        found |= await pan(drawn, session)
        found |= {f"full_{name}": value for name, value in (await pan(drawn, session, FINER)).items()}
        found |= {"peak_mb": memory()["peak_mb"]}
        print(json.dumps(found))
        app.stop()
        await running
        await session.close()

    asyncio.run(story())


async def pan(drawn, session, finer: tuple[int, ...] = (0,)) -> dict:
    """Zoom out until enough segments are drawn, or go to where most are, then move with every frame, to and fro, and count the frames."""
    from kivy.clock import Clock

    drawn.padding = [0, 0, 0, 0]
    counts = {}
    for steps, zoom in ((steps, zoom) for steps in finer for zoom in ZOOMS):
        counts[steps, zoom] = await look(drawn, session, steps, zoom)
        if counts[steps, zoom] >= ENOUGH:
            break
    await look(drawn, session, *max(counts, key=counts.get))  # the last where enough were found
    Clock._max_fps = 0  # as fast as it can
    step = 3 * drawn.view.density

    def move(_):
        way = 1 if Clock.frames // 60 % 2 == 0 else -1
        drawn.view_moved(-way * step, -way * step / 2)

    moving = Clock.schedule_interval(move, 0)
    fps, segments = await frames_per_second(drawn)
    moving.cancel()
    return {"fps": fps, "segments": segments, "zoom": drawn.view.zoom}


async def look(drawn, session, steps: int, zoom: float) -> int:
    """The segments drawn of tiles `steps` finer than usual, once all have come and those of the zoom before have gone."""
    import asyncio

    from mobile.map.view import LAST_TILES, View

    drawn.view.tile_zoom = lambda: min(LAST_TILES, View.tile_zoom(drawn.view) + steps)
    drawn.jump(drawn.view.x, drawn.view.y, zoom)
    seen = []
    while session.tiles.busy() or len(seen) < STEADY or len(set(seen[-STEADY:])) > 1:
        await asyncio.sleep(0.1)
        seen.append(drawn.segments)
    return drawn.segments


async def frames_per_second(drawn) -> tuple[float, int]:
    """Of frames that were really drawn, and the median of the segments in them."""
    import asyncio

    from kivy.core.window import Window

    await asyncio.sleep(0.5)
    flips, segments = [], []

    def note(*_):
        flips.append(time.perf_counter())
        segments.append(drawn.segments)

    Window.bind(on_flip=note)
    await asyncio.sleep(PAN_S)
    return (len(flips) - 1) / (flips[-1] - flips[0]), int(statistics.median(segments))


def memory() -> dict:
    """Of this process, as the system counts it."""
    text = Path("/proc/self/status").read_text()
    values = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith(("VmRSS", "VmHWM"))}
    return {"rss_mb": values["VmRSS"], "peak_mb": values["VmHWM"]}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.app")
    parser.add_argument("--city", type=Path, default=ROOT / ".var" / "demo" / "built", help="a built city (default: that of make run)")
    parser.add_argument("--drive")
    parser.add_argument("--at")
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    if options.drive:
        drive(options.drive, *(float(part) for part in options.at.split(",")), options.home)
    else:
        print("\n".join(lines(options.city.parent.name, measure(options.city))))


if __name__ == "__main__":
    main()
