"""docs/OBSTACLES.md says what the table of kinds says."""
from datetime import timedelta
from pathlib import Path

from backend.contract.obstacles import Affected, ObstacleKind
from backend.obstacles.kinds import MEANINGS, affected_by

PAGE = Path(__file__).parents[3] / "docs" / "OBSTACLES.md"


def row_of(kind: ObstacleKind) -> tuple[str, ...]:
    meaning, affected = MEANINGS[kind], affected_by(kind)
    whom = "everybody" if affected == (Affected.EVERYBODY,) else ", ".join(affected) or "nobody"
    return (kind.value, meaning.family.value, whom, *(f"{span // timedelta(hours=1)} h" for span in (meaning.life, meaning.half_life)))


def ordered(row: tuple[str, ...]) -> tuple[str, ...]:
    return (*row[:2], ", ".join(sorted(row[2].split(", "))), *row[3:])


def test_the_page_is_the_table():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("| ") and line[2].isupper()]
    assert [ordered(row) for row in rows] == [ordered(row_of(kind)) for kind in ObstacleKind]
