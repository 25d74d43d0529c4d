"""The callout table as a page: specification, list of tests and brief for translators at once.

`python scripts/callouts.py write` makes docs/GUIDANCE.md anew below its mark from accessibility/guidance; what stands above is written by hand.
`check` fails when the page is not what the code says.
"""
import ast
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from accessibility.guidance.callouts import CALLOUTS, MOST_LETTERS, Callout  # noqa: E402
from accessibility.guidance.notes import FAMILIES, SLOTS  # noqa: E402
from accessibility.guidance.words.tongue import LANGUAGES  # noqa: E402

PAGE = ROOT / "docs" / "GUIDANCE.md"
TESTS = ROOT / "tests" / "accessibility" / "guidance"
MARK = "<!-- Made by scripts/callouts.py from here on: change accessibility/guidance, then write it anew. -->"
KINDS = {"A": "assertive", "P": "polite", "M": "ambient", "U": "an answer"}
CUTS = {"c": "cuts what is less urgent", "n": "comes next", "q": "waits its turn", "s": "only into silence"}
PULSES = {
    "": "–", "1": "one short", "2": "two short", "L": "one long", "LL": "two long", "LLL": "three long",
    "turn": "short-long left, long-short right",
}  # fmt: skip
ACCURACY = {
    "D": "the distance is hedged (B “about”, C “roughly”) and left out in D",
    "T": "B hedged and earlier; C becomes `turn_zone`, D `turn_unsure`",
    "K": "B earlier; C a span instead of a distance; D “somewhere on this stretch”",
    "H": "B “about”, C “near you, within …”, D “on …”; never left out",
    "X": "not said in C and D",
    "0": "does not depend on it",
}
MOST_TESTS = 2


def heard() -> dict[str, list[str]]:
    """The tests that name each callout: file and test."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                words = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
                for name in sorted(words & set(CALLOUTS)):
                    found[name].append(f"{path.stem}: {node.name.removeprefix('test_').replace('_', ' ')}")
    for path in sorted((TESTS / "traces").glob("*.yaml")):
        for name in re.findall(r"^  - \[[^,]+, [^,]+, (\w+),", path.read_text(encoding="utf-8"), re.MULTILINE):
            found[name].insert(0, f"traces/{path.name}")
    return {name: list(dict.fromkeys(tests)) for name, tests in found.items()}


def page(above: str) -> str:
    tests = heard()
    lines = [above.rstrip(), "", MARK, "", "## Callouts"]
    for family, notes in FAMILIES.items():
        lines += ["", f"### {family}"]
        for name, note in notes.items():
            lines += ["", f"#### `{name}`", "", f"**When.** {note.when}", "", how(CALLOUTS[name]), ""]
            lines += [*said(name), ""] if any(words(name, table.SENTENCES) for table in LANGUAGES.values()) else []
            lines += [f"**For translators.** {note.translators}", ""] if note.translators else []
            lines += [f"**Heard in.** {'; '.join(tests.get(name, ())[:MOST_TESTS]) or 'no test'}"]
    return "\n".join([*lines, "", *slots(), "", *phrases(), ""])


def how(callout: Callout) -> str:
    again = "once each" if callout.cooldown_s is None else "whenever asked" if not callout.cooldown_s else f"again after {callout.cooldown_s:g} s"
    quiet = "words also in quiet" if callout.quiet else "no words in quiet" if callout.kind == "A" else "held in quiet"
    parts = (
        f"{KINDS[callout.kind]}, {CUTS[callout.cut]}", again, f"waits at most {callout.lives_s:g} s", f"from detail {callout.level} on", quiet,
        f"sound {callout.sound or '–'}", f"touch {PULSES[callout.haptic]}", f"poor position: {ACCURACY[callout.accuracy]}",
    )  # fmt: skip
    return f"**How.** {'; '.join(parts)}; {MOST_LETTERS[callout.kind]} letters of English{' before the first pause' if callout.kind == 'A' else ''}."


def words(name: str, sentences: dict[str, str]) -> list[tuple[str, str]]:
    return [(key, text) for key, text in sentences.items() if key.split(".")[0] == name and text]


def said(name: str) -> list[str]:
    rows = ["| | sentence |", "|---|---|"]
    for key, _ in words(name, LANGUAGES["en"].SENTENCES):
        variant = key.partition(".")[2]
        rows += [f"| {language}{f', {variant}' if variant else ''} | {cell(table.SENTENCES[key])} |" for language, table in LANGUAGES.items()]
    return rows


def cell(text: str) -> str:
    return f"`{text}`" if text else "–"


def slots() -> list[str]:
    rows = ["## Slots", "", "| slot | what stands there |", "|---|---|"]
    return [*rows, *(f"| {', '.join(f'`{one}`' for one in names.split(', '))} | {what} |" for names, what in SLOTS.items())]


def phrases() -> list[str]:
    rows = ["## Words that stand in slots", "", f"| key | {' | '.join(LANGUAGES)} |", f"|---|{'---|' * len(LANGUAGES)}"]
    for key in LANGUAGES["en"].PHRASES:
        rows.append(f"| `{key}` | {' | '.join(table.PHRASES.get(key, '–') for table in LANGUAGES.values())} |")
    return rows


def main(what: str) -> int:
    now = PAGE.read_text(encoding="utf-8")
    wanted = page(now.split(MARK)[0])
    if what == "write":
        PAGE.write_text(wanted, encoding="utf-8")
    elif what != "check":
        sys.stderr.write("say write or check\n")
        return 2
    elif now != wanted:
        sys.stderr.write("docs/GUIDANCE.md is not what accessibility/guidance says: run scripts/callouts.py write\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
