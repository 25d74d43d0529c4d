"""Understanding what was typed: words to look for and, where there is one, a house number."""
import re
from dataclasses import dataclass

import tantivy

from backend.places.index import cell, cell_word
from backend.places.words import MAX_QUERY, MAX_WORDS, forms, split
from routing.atlas import PlaceKind

NUMBER = re.compile(r"(?<![\w.])(\d{1,4})\s?([a-zA-Z](?!\w))?(?:\s?[-–/]\s?\d{1,4}[a-zA-Z]?)?(?!\w)")
NEAR_CELLS = 1  # cells on each side of the own one
KIND_BOOST = {PlaceKind.STATION: 1.6, PlaceKind.STOP: 1.2, PlaceKind.SETTLEMENT: 1.2, PlaceKind.STREET: 0.8}
TYPO_LENGTH, TYPO_LENGTH_LONG = 4, 8


@dataclass(frozen=True)
class Query:
    """`words` are folded; `street_words` the same without the house number, empty where no number was typed."""

    words: tuple[str, ...]
    street_words: tuple[str, ...]
    number: str  # "12a", "" none


def understand(text: str) -> Query:
    """Never fails: of garbage nothing is left."""
    text = text[:MAX_QUERY]
    words = tuple(split(text)[:MAX_WORDS])
    for found in reversed(list(NUMBER.finditer(text))):
        rest = tuple(split(text[: found.start()] + " " + text[found.end() :])[:MAX_WORDS])
        if any(word.isalpha() for word in rest):
            return Query(words, tuple(word for word in rest if not is_postcode(word)), number_key(found.group()))
    return Query(words, (), "")


def is_postcode(word: str) -> bool:
    return word.isdigit() and len(word) == 5


def number_key(text: str) -> str:
    """`12 a` and `12A` are one house number."""
    return re.sub(r"\s+", "", text).casefold().replace("–", "-")


def text_query(
    schema: tantivy.Schema, words: tuple[str, ...], near: tuple[float, float] | None, kind: PlaceKind | None, missing: int
) -> tantivy.Query:
    """All words but `missing` of them must be found; known kinds and near cells only lift the order."""
    occur, query = tantivy.Occur, tantivy.Query
    groups = [word_query(schema, word, last=i == len(words) - 1) for i, word in enumerate(words)]
    parts = [(occur.Must, combined(groups, missing))]
    if kind is not None:
        parts.append((occur.Must, query.const_score_query(query.term_query(schema, "kind", kind.name.lower(), "basic"), 0.0)))
    else:
        for which, boost in KIND_BOOST.items():
            parts.append((occur.Should, query.const_score_query(query.term_query(schema, "kind", which.name.lower(), "basic"), boost)))
    if near is not None:
        row, column = cell(*near)
        around = [(row + i, column + j) for i in range(-NEAR_CELLS, NEAR_CELLS + 1) for j in range(-NEAR_CELLS, NEAR_CELLS + 1)]
        cells = query.boolean_query([(occur.Should, query.term_query(schema, "near", cell_word(*c), "basic")) for c in around])
        parts.append((occur.Should, query.const_score_query(cells, 1.0)))
    return query.boolean_query(parts)


def combined(groups: list[tantivy.Query], missing: int) -> tantivy.Query:
    occur, query = tantivy.Occur, tantivy.Query
    if missing and len(groups) > missing:
        return query.boolean_query([(occur.Should, group) for group in groups], minimum_number_should_match=len(groups) - missing)
    return query.boolean_query([(occur.Must, group) for group in groups])


def word_query(schema: tantivy.Schema, word: str, last: bool) -> tantivy.Query:
    """A word in the name or in what describes it: as typed, as a beginning, or with a slip of the finger."""
    query = tantivy.Query
    tries: list[tuple[tantivy.Query, float]] = []
    for form in forms(word):
        tries.append((query.term_query(schema, "name", form, "basic"), 4.0))
        tries.append((query.term_query(schema, "more", form, "basic"), 2.0))
    tries.append((query.fuzzy_term_query(schema, "name", word, distance=0, prefix=True), 3.0 if last else 2.5))
    tries.append((query.fuzzy_term_query(schema, "more", word, distance=0, prefix=True), 1.0))
    slips = 0 if len(word) < TYPO_LENGTH or word.isdigit() else 1 if len(word) < TYPO_LENGTH_LONG else 2
    if slips:
        tries.append((query.fuzzy_term_query(schema, "name", word, distance=1, prefix=last), 1.5))
        tries.append((query.fuzzy_term_query(schema, "more", word, distance=1), 0.5))
    if slips == 2:
        tries.append((query.fuzzy_term_query(schema, "name", word, distance=2), 0.8))
    return query.disjunction_max_query([query.const_score_query(what, score) for what, score in tries])
