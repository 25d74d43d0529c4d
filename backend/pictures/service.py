"""Hides faces and plates on pictures: one at a time, each in a child process that is ended when it takes too long. Nothing fails open."""
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.pictures.hiding import Area, bits_apart
from backend.pictures.hiding_child import DETECTOR_MISSING

__all__ = ["Area", "Hidden", "Hider", "NotHidden", "bits_apart"]
CHILD = Path(__file__).with_name("hiding_child.py")
LONGEST_S = 25.0  # the outbox gives up on a handler after thirty
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "2"}


class NotHidden(Exception):
    """It could not be done, so nobody may see the picture. code: why."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Hidden:
    """jpeg: without metadata. faces, plates: how many boxes were hidden. doubtful: in how many of these places
    something can be read that may be a plate: where one is, another one may have been missed, so a person has to look.

    detector, params: with what it was looked for; None where only what people marked was hidden.
    """

    jpeg: bytes
    width: int
    height: int
    faces: int
    plates: int
    doubtful: int
    dhash: bytes
    detector: str | None
    params: str | None


class Hider:
    """Of one process and one event loop."""

    def __init__(self, longest_s: float = LONGEST_S, child: Path = CHILD):
        self.longest_s, self.child = longest_s, child
        self._turn = asyncio.Semaphore(1)

    async def hide(self, jpeg: bytes, areas: Sequence[Area] = (), shown: Sequence[Area] = ()) -> Hidden:
        """Faces, plates and what people marked. shown: where what looks like a plate is none; faces are hidden there too. Raises NotHidden."""
        return await self._asked(jpeg, areas, shown, find=True)

    async def cover(self, jpeg: bytes, areas: Sequence[Area]) -> Hidden:
        """Nothing but what people marked. Raises NotHidden."""
        return await self._asked(jpeg, areas, (), find=False)

    async def _asked(self, jpeg: bytes, areas: Sequence[Area], shown: Sequence[Area], find: bool) -> Hidden:
        head = json.dumps({"find": find, "areas": [list(area) for area in areas], "shown": [list(area) for area in shown]}).encode()
        try:
            async with asyncio.timeout(self.longest_s), self._turn:
                code, made = await self._in_child(head + b"\n" + jpeg)
        except TimeoutError as error:
            raise NotHidden("hiding_too_long") from error
        told, _, picture = made.partition(b"\n")
        if code or not picture:
            raise NotHidden("detector_missing" if code == DETECTOR_MISSING else "hiding_failed")
        facts = json.loads(told)
        return Hidden(picture, **{**facts, "dhash": bytes.fromhex(facts["dhash"])})

    async def _in_child(self, asked: bytes) -> tuple[int | None, bytes]:
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(self.child), stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, env=ENVIRONMENT, cwd="/"
        )
        try:
            made, _ = await child.communicate(asked)
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        return child.returncode, made
