"""How far ahead something is said, by the person's own pace and by how sure the position is."""
from accessibility.guidance.callouts import ROOMY

LETTERS_S = 14  # a second of normal speech in English


def clamp(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def letters(text: str, language: str) -> float:
    """As many letters of English as these words are worth: languages carry the same matter in about the same time, so each counts
    by how many it needs. Latin names in Korean count as they are."""
    if language == "ko":
        latin = sum(1 for letter in text if letter.isascii() and letter.isalpha())
        return latin + (len(text) - latin) / ROOMY["ko"]
    return len(text) / ROOMY[language]


def say_s(text: str, language: str, rate: float = 1.0) -> float:
    """How long these words take."""
    return 0.3 + letters(text, language) / (LETTERS_S * rate) if text else 0.4


def prep_m(pace_mps: float, cycling: bool) -> float:
    return clamp(12 * pace_mps, 40, 120) if cycling else clamp(25 * pace_mps, 25, 50)


def near_m(pace_mps: float, say_s: float, reaction_s: float, accuracy_m: float) -> float:
    return clamp(pace_mps * (say_s + reaction_s) + 2, 6, 15) + max(0.0, accuracy_m - 10) / 2


def kerb_m(pace_mps: float, say_s: float, reaction_s: float, accuracy_m: float) -> float:
    """Speech ends at least 3 m before where the kerb seems to be; whether there is one, cane, dog and feet find out."""
    return clamp(pace_mps * (say_s + reaction_s) + 3, 8, 18) + max(0.0, accuracy_m - 5)


def hazard_m(pace_mps: float, accuracy_m: float) -> float:
    return clamp(10 * pace_mps, 10, 20) + accuracy_m


def wheel_m(pace_mps: float, accuracy_m: float) -> float:
    return max(30.0, 20 * pace_mps) + accuracy_m


def passed_m(accuracy_m: float) -> float:
    """Behind a point only when this far past it."""
    return max(6.0, accuracy_m)
