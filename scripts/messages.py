"""The words of the app in other languages.

`python scripts/messages.py update` takes new messages into mobile/i18n/locales/*.po and drops those no longer said, `compile` makes the .mo files
that the app reads, `check` fails when a translation is missing, has other {places} than the English, or was not compiled. Needs Babel.
"""
import ast
import io
import re
import struct
import sys
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
APP, LOCALES = ROOT / "mobile", ROOT / "mobile" / "i18n" / "locales"
# Of each language how many forms a number has: Spanish "many" is for millions, which no trip has.
TWO_FORMS = "nplurals=2; plural=(n != 1);"
LANGUAGES = {"de": TWO_FORMS, "es": TWO_FORMS, "ko": "nplurals=1; plural=0;"}
IN_KV = re.compile(r"""lang\.tr\(\s*"((?:[^"\\]|\\.)*)\"""")


def extract() -> Catalog:
    """Every message of tr, trn and trc in Python and of lang.tr in kv."""
    found = Catalog(charset="utf-8")
    for path in sorted(APP.rglob("*.py")):
        for message, context in in_python(path):
            found.add(message, context=context)
    for path in sorted(APP.rglob("*.kv")):
        for text in IN_KV.findall(path.read_text(encoding="utf-8")):
            found.add(text)
    return found


def in_python(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if name == "tr" and words:
            yield words[0], None
        elif name == "trn" and len(words) >= 2:
            yield (words[0], words[1]), None
        elif name == "trc" and len(words) >= 2:
            yield words[1], words[0]


def load(language: str) -> Catalog:
    path = LOCALES / f"{language}.po"
    known = path.read_bytes() if path.exists() else head(language)
    return read_po(io.BytesIO(known), locale=language)


def head(language: str) -> bytes:
    """What a .po begins with: no dates, so that the same words are the same file."""
    lines = (f"Language: {language}", "Content-Type: text/plain; charset=utf-8", f"Plural-Forms: {LANGUAGES[language]}")
    return ('msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n").encode()


def update() -> None:
    template = extract()
    LOCALES.mkdir(exist_ok=True)
    for language in LANGUAGES:
        catalogue = load(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        out = io.BytesIO()
        write_po(out, catalogue, width=150, omit_header=True, sort_output=True, ignore_obsolete=True)
        (LOCALES / f"{language}.po").write_bytes(head(language) + out.getvalue())


def compiled(language: str) -> bytes:
    """A .mo file. Source: GNU gettext manual, The Format of GNU MO Files; without dates, so that the same words are the same file."""
    header = f"Language: {language}\nContent-Type: text/plain; charset=utf-8\nPlural-Forms: {LANGUAGES[language]}\n"
    words = {b"": header.encode()}
    for message in load(language):
        said = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and all(said):
            asked = "\0".join(message.id) if isinstance(message.id, (tuple, list)) else message.id
            words[(f"{message.context}\4{asked}" if message.context else asked).encode()] = "\0".join(said).encode()
    keys, at = sorted(words), 28 + 16 * len(words)
    tables, texts = [], bytearray()
    for column in (keys, [words[key] for key in keys]):
        for text in column:
            tables.append(struct.pack("<II", len(text), at + len(texts)))
            texts += text + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0) + b"".join(tables) + bytes(texts)


def compile_all() -> None:
    for language in LANGUAGES:
        (LOCALES / f"{language}.mo").write_bytes(compiled(language))


def wrong_with(language: str, template: Catalog) -> list[str]:
    """What keeps a language from being complete."""
    catalogue, found = load(language), []
    for message in template:
        if not message.id:
            continue
        known = catalogue.get(message.id, message.context)
        words = (known.string if isinstance(known.string, (tuple, list)) else (known.string,)) if known else ("",)
        english = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        if not all(words):
            found.append(f"{language}: not translated: {english[0]}")
        elif any(places(word) - places(english[-1]) for word in words) or places(english[-1]) - {"n"} - places(words[-1]):
            found.append(f"{language}: other places than in: {english[0]}")
    path = LOCALES / f"{language}.mo"
    if not path.exists() or path.read_bytes() != compiled(language):
        found.append(f"{language}: compile again")
    return found


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def check() -> int:
    template = extract()
    found = [line for language in LANGUAGES for line in wrong_with(language, template)]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit({"update": update, "compile": compile_all, "check": check}[sys.argv[1] if len(sys.argv) > 1 else "check"]() or 0)
