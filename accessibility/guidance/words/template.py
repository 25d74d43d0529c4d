"""Sentences with slots: {slot}, {slot:form}, and [what is said only if all its slots are known]. Brackets nest.

A slot outside brackets that has no words makes the whole sentence impossible (MissingWord). The first letter of each sentence of the
template becomes a capital; what stands in slots is left as it is.
"""
import re
from collections.abc import Callable
from functools import lru_cache

Piece = str | tuple[str, str] | list  # words, (slot, form), or the pieces of a bracket
KEEP = "\x03"  # behind a stop inside a value, so that it is not taken for the end of a sentence


class MissingWord(LookupError):
    """The name of the slot."""


@lru_cache(maxsize=2048)
def parse(template: str) -> tuple[Piece, ...]:
    stack: list[list[Piece]] = [[]]
    for piece in re.findall(r"\{[^}]*\}|[\[\]]|[^{}\[\]]+", template):
        if piece == "[":
            stack.append([])
        elif piece == "]":
            inner = stack.pop()
            stack[-1].append(inner)
        elif piece.startswith("{"):
            name, _, form = piece[1:-1].partition(":")
            stack[-1].append((name, form))
        else:
            stack[-1].append(piece)
    return tuple(stack[0])


def slots_of(template: str) -> set[str]:
    def walk(pieces):
        for piece in pieces:
            if isinstance(piece, tuple):
                yield piece[0]
            elif isinstance(piece, list):
                yield from walk(piece)

    return set(walk(parse(template)))


def brackets(template: str) -> int:
    return sum(isinstance(piece, list) for piece in parse(template))


def fill(template: str, word: Callable[[str, str], str], skip: int = 0) -> str:
    """`word(slot, form)` gives words or ''. The last `skip` brackets are left out."""
    left = brackets(template) - skip
    kept = []
    for piece in parse(template):
        if isinstance(piece, list):
            left -= 1
            if left < 0:
                continue
        kept.append(piece)
    return _sentences(_fill(kept, word))


def _fill(pieces, word) -> str:
    out = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(piece)
        elif isinstance(piece, tuple):
            if not (words := word(*piece)):
                raise MissingWord(piece[0])
            out.append(re.sub(r"([.?!]) ", rf"\1{KEEP} ", words).rstrip("."))
        else:
            try:
                out.append(_fill(piece, word))
            except MissingWord:
                continue
    return "".join(out)


def _sentences(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"([?!])\.", r"\1", text)
    text = re.sub(r"(^|[.?!] )(\W*)(\w)", lambda m: m[1] + m[2] + m[3].upper(), text)
    return text.replace(KEEP, "")
