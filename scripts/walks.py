"""Walks told in full: what is said on each, when and where, in four headings and with a good and a poor position.

`python scripts/walks.py write` makes docs/walks/*.md anew above their mark; what stands below it is the judgement of whoever read them. `check` fails
when a page is not what guidance says. Every telling is held to all rules of tests/accessibility/guidance/linter.py. `real` tells the walk through
Heidelberg anew where its files are; that page is a picture of a day, because maps and ways change, and is not checked.
"""
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from accessibility.guidance import Guide  # noqa: E402
from tests.accessibility.guidance.linter import Moment, check, follow  # noqa: E402
from tests.accessibility.guidance.walks import WALKS, Walk, turned  # noqa: E402

PAGES = ROOT / "docs" / "walks"
MARK = "<!-- Made by scripts/walks.py up to here: write it anew. Judged by hand from here on. -->"
HEADINGS_DEG = (0, 90, 180, 270)
POORER_M = {"a good position": 0.0, "a poor position, every fix less sure by 18 m": 18.0}
COLUMNS = "| s | at m | ± m | callout | words | sound · touch |\n|---|---|---|---|---|---|"
UNSAID = "*not spoken*"
REAL_M = (6.0, 24.0)


def moments(walk: Walk, language: str = "en") -> list[Moment]:
    """What is said, once it holds to all rules. Raises AssertionError with the utterance that breaks one."""
    said = follow(Guide(walk.route, walk.profile, language, walk.settings), walk.events)
    check(said)
    return said


def page(name: str, walk: Walk, kept: str) -> str:
    lines = [f"# {name}", "", about(walk)]
    for words, worse_m in POORER_M.items():
        lines += ["", f"## With {words}", "", *telling(walk, worse_m)]
    return "\n".join([*lines, "", MARK, "", kept.strip() or "## Judgement", ""])


def about(walk: Walk) -> str:
    person = walk.profile
    limits = [f"slope {person.max_slope_pct:g} %" if person.max_slope_pct else "", "cautious" if person.cautious else ""]
    who = ", ".join(filter(None, (person.way, person.aid, *limits, f"detail {walk.settings.detail}")))
    return f"Who: {who}. To: {walk.route.place.name}. *s*: seconds from the start. *at m*: metres along the way. *± m*: accuracy of the position."


def telling(walk: Walk, worse_m: float) -> list[str]:
    """The words as the world lies, and what differs when it is turned."""
    told = [moments(turned(walk, degrees, worse_m)) for degrees in HEADINGS_DEG]
    lines = [*COLUMNS.split("\n"), *map(row, told[0])]
    for degrees, other in zip(HEADINGS_DEG[1:], told[1:]):
        lines += ["", f"Turned by {degrees}°: {difference(told[0], other)}"]
    return lines


def row(m: Moment) -> str:
    words = m.u.shown if m.u.spoken else f"{m.u.shown} {UNSAID}".strip()
    played = " · ".join(filter(None, (m.u.sound, m.u.haptic))) or "–"
    position = "lost" if m.lost else f"{m.a_m:.0f}"
    return f"| {m.u.t_s:g} | {m.s_m:.0f} | {position} | {', '.join(m.u.ids)}{' (cuts)' if m.u.cuts else ''} | {words} | {played} |"


def difference(one: list[Moment], other: list[Moment]) -> str:
    if [(m.u.ids, m.u.shown) for m in one] != [(m.u.ids, m.u.shown) for m in other]:
        return "other words: " + "; ".join(f"{m.u.t_s:g} {m.u.shown}" for m in other if m.u.shown not in {n.u.shown for n in one})
    apart_s = max((abs(a.u.t_s - b.u.t_s) for a, b in zip(one, other)), default=0.0)
    return "the same words" + (f", at most {apart_s:g} s apart." if apart_s else " at the same time.")


def real_page(kept: str) -> str:
    """There and back, each with a good and a poor position."""
    from tests.accessibility.guidance.heidelberg import LIBRARY, SQUARE, real_walk
    from tests.cities import heidelberg
    from tests.conftest import shared_folder

    shared = shared_folder()
    if shared is None:
        raise SystemExit("development data is not here: set ALLWAYS_SHARED to its folder")
    folder, lines = heidelberg(shared / "data"), ["# 7 Heidelberg", ""]
    lines += [
        f"From {SQUARE.name} to {LIBRARY.name} and back, as the city service plans it for somebody blind, on foot. Positions are made up along",
        "the way, a fix a second with an error that lasts, and the person waits at each kerb for 12 s.", "",
    ]  # fmt: skip
    lines += [about(real_walk(folder, REAL_M[0]))]
    for there in (True, False):
        for accuracy_m in REAL_M:
            lines += ["", f"## {'There' if there else 'Back'}, positions within {accuracy_m:g} m", "", *COLUMNS.split("\n")]
            lines += map(row, moments(real_walk(folder, accuracy_m, there)))
    return "\n".join([*lines, "", MARK, "", kept.strip() or "## Judgement", ""])


def kept(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition(MARK)[2] if path.exists() else ""


def pages() -> Iterable[tuple[Path, str]]:
    for name, make in WALKS.items():
        path = PAGES / f"{name}.md"
        yield path, page(name.replace("-", " "), make(), kept(path))


def main(what: str) -> int:
    if what == "real":
        real = PAGES / "7-heidelberg.md"
        real.write_text(real_page(kept(real)), encoding="utf-8")
        return 0
    if what not in ("write", "check"):
        sys.stderr.write("say write, check or real\n")
        return 2
    stale = [(path, text) for path, text in pages() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if what == "write":
        PAGES.mkdir(exist_ok=True)
        for path, text in stale:
            path.write_text(text, encoding="utf-8")
        return 0
    for path, _ in stale:
        sys.stderr.write(f"{path.relative_to(ROOT)} is not what guidance says: run scripts/walks.py write and judge it again\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
