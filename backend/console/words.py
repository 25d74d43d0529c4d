"""The words of the console, per language. Every language has the same names: a test compares them."""
from backend.console.words_de import DE
from backend.console.words_en import EN
from backend.console.words_es import FRAME_ES, PARKING_ES
from backend.console.words_es_requests import REQUESTS_ES, ROOMS_ES
from backend.console.words_ko import FRAME_KO, PARKING_KO
from backend.console.words_ko_requests import REQUESTS_KO, ROOMS_KO
from backend.console.words_parking import PARKING_DE, PARKING_EN
from backend.console.words_requests import REQUESTS_DE, REQUESTS_EN
from backend.console.words_rides import RIDES_DE, RIDES_EN, RIDES_ES, RIDES_KO
from backend.console.words_rooms import ROOMS_DE, ROOMS_EN

WORDS = {
    "en": EN | PARKING_EN | REQUESTS_EN | ROOMS_EN | RIDES_EN, "de": DE | PARKING_DE | REQUESTS_DE | ROOMS_DE | RIDES_DE,
    "es": FRAME_ES | PARKING_ES | REQUESTS_ES | ROOMS_ES | RIDES_ES, "ko": FRAME_KO | PARKING_KO | REQUESTS_KO | ROOMS_KO | RIDES_KO,
}  # fmt: skip
