"""Times of day as people say them. Part of the day only where the hour alone would be unclear."""
from datetime import time

from accessibility.guidance.words.numbers import english, german, korean, korean_native, spanish


def shown(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def spoken(language: str, at: time) -> str:
    return {"en": _english, "de": _german, "es": _spanish, "ko": _korean}[language](at.hour, at.minute)


def _english(hour: int, minute: int) -> str:
    if hour == 0:
        return f"{english(minute)} past midnight" if minute else "midnight"
    clock = english((hour - 1) % 12 + 1)
    words = f"{clock} o'clock" if minute == 0 else f"{clock} oh {english(minute)}" if minute < 10 else f"{clock} {english(minute)}"
    return words if hour <= 12 else f"{words} in the {'afternoon' if hour < 18 else 'evening'}"


def _german(hour: int, minute: int) -> str:
    head = "ein" if hour == 1 else german(hour)
    return f"{head} Uhr {german(minute)}" if minute else f"{head} Uhr"


def _spanish(hour: int, minute: int) -> str:
    night = " de la noche" if hour == 0 else ""
    hour = hour or 12
    head = "la una" if hour == 1 else f"las {spanish(hour, feminine=True)}"
    if minute == 0:
        return f"{head} en punto{night}"
    return f"{head} y {spanish(minute)}{night}" if minute < 10 or night else f"{head} {spanish(minute)}"


def _korean(hour: int, minute: int) -> str:
    part = "밤 " if hour == 0 else "" if hour <= 12 else "오후 " if hour < 18 else "저녁 " if hour < 21 else "밤 "
    head = f"{part}{korean_native((hour - 1) % 12 + 1)} 시"
    return f"{head} {korean(minute)} 분" if minute else f"{head} 정각"
