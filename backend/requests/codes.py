"""Numbers of requests as people are told them: random, so that nobody counts or guesses them, of signs that are not taken for each other."""
import re
import secrets

from backend.contract.requests import CODE
from backend.requests.models import CODE_LENGTH

# Without 0 and O, 1 and I and L, and without U, which sounds like a word too often.
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SHAPE = re.compile(CODE)


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


def is_code(text: str) -> bool:
    return SHAPE.fullmatch(text) is not None
