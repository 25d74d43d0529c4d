"""Whether the words in a value are words we know: the choices that its type names, and nothing else. The words of sentences hang on them."""
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin, get_type_hints


@lru_cache(maxsize=128)
def choices(kind: type) -> tuple[tuple[str, frozenset], ...]:
    """(field, what it may be) of the fields with named choices."""
    hints = get_type_hints(kind, localns={"Route": object})
    return tuple((name, frozenset(allowed)) for name, hint in hints.items() if (allowed := _allowed(hint)))


def _allowed(hint: Any) -> tuple:
    if get_origin(hint) is Literal:
        return get_args(hint)
    parts = [_allowed(part) for part in get_args(hint)]
    if not any(parts) or get_origin(hint) is tuple:
        return ()
    return tuple(choice for part in parts for choice in part) + ((None,) if type(None) in get_args(hint) else ())


def unknown_word(value: Any) -> str:
    """The name of the first field whose word nobody knows, or ''."""
    return next((name for name, allowed in choices(value.__class__) if getattr(value, name) not in allowed), "")
