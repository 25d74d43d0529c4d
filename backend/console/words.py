"""The words of the console, per language. Every language has the same names: a test compares them."""
from backend.console.words_de import DE
from backend.console.words_en import EN
from backend.console.words_parking import PARKING_DE, PARKING_EN
from backend.console.words_requests import REQUESTS_DE, REQUESTS_EN

WORDS = {"en": EN | PARKING_EN | REQUESTS_EN, "de": DE | PARKING_DE | REQUESTS_DE}
