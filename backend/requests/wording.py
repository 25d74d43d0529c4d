"""What is taken out of words before everybody may read them: addresses of mail and numbers of telephones, those of whoever wrote it or of others."""
import re

MAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}\.[A-Za-z]{2,24}")
# Seven digits and more, with what people put between them; numbers of houses and lamps are shorter.
PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\d(?:[ ()/.-]{0,2}\d){6,16}(?!\w)")
DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4}")
TAKEN_OUT = "…"


def public_words(words: str) -> str:
    return PHONE.sub(lambda found: found[0] if DATE.fullmatch(found[0]) else TAKEN_OUT, MAIL.sub(TAKEN_OUT, words))
