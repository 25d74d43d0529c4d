"""Korean letters typed one by one, put together into syllables as a keyboard does."""
LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"  # the first is: none
FIRST, LAST = 0xAC00, 0xD7A3
PAIRS = {
    "ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ",
    "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ", "ㄹㅅ": "ㄽ",
    "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}
PARTS = {whole: pair for pair, whole in PAIRS.items()}


def syllable(lead: str, vowel: str, tail: str = "") -> str:
    """Letters as one syllable."""
    return chr(FIRST + (LEADS.index(lead) * len(VOWELS) + VOWELS.index(vowel)) * len(TAILS) + TAILS.index(tail or " "))


def letters(character: str) -> tuple[str, str, str] | None:
    """Lead, vowel and tail ("" for none) of a syllable, None when it is not one."""
    if len(character) != 1 or not FIRST <= ord(character) <= LAST:
        return None
    rest, tail = divmod(ord(character) - FIRST, len(TAILS))
    lead, vowel = divmod(rest, len(VOWELS))
    return LEADS[lead], VOWELS[vowel], TAILS[tail].strip()


def keystrokes(text: str) -> str:
    """The letters somebody types for a text; what is not Korean stays as it is."""
    typed = ""
    for character in text:
        typed += "".join(PARTS.get(letter, letter) for letter in letters(character) or (character,))
    return typed


class Composer:
    """A text that grows by letters. `fixed` does not change any more; `forming` is the syllable that the next letter may still join."""

    def __init__(self, text: str = ""):
        self.fixed, self.forming = text, ""

    @property
    def text(self) -> str:
        return self.fixed + self.forming

    def type(self, letter: str) -> None:
        """Add one letter, Korean or not."""
        if letter in LEADS:
            self._consonant(letter)
        elif letter in VOWELS:
            self._vowel(letter)
        else:
            self._begin("")
            self.fixed += letter

    def _begin(self, forming: str) -> None:
        self.fixed += self.forming
        self.forming = forming

    def _consonant(self, letter: str) -> None:
        parts = letters(self.forming)
        tail = PAIRS.get(parts[2] + letter, "") if parts and parts[2] else letter
        if parts and tail and tail in TAILS:
            self.forming = syllable(parts[0], parts[1], tail)
        else:
            self._begin(letter)

    def _vowel(self, letter: str) -> None:
        parts = letters(self.forming)
        if parts and parts[2]:  # the last consonant opens the next syllable
            *stays, moves = PARTS.get(parts[2], parts[2])
            self.forming = syllable(parts[0], parts[1], "".join(stays))
            self._begin(syllable(moves, letter))
        elif parts and parts[1] + letter in PAIRS:
            self.forming = syllable(parts[0], PAIRS[parts[1] + letter])
        elif self.forming and self.forming in LEADS:
            self.forming = syllable(self.forming, letter)
        elif self.forming + letter in PAIRS:
            self.forming = PAIRS[self.forming + letter]
        else:
            self._begin(letter)

    def delete(self) -> str:
        """Take the last letter away and return it, "" when there is none. Of a syllable that is formed it is one letter, before that all of it."""
        if not self.forming:
            gone, self.fixed = self.fixed[-1:], self.fixed[:-1]
            return gone
        typed = keystrokes(self.forming)
        self.forming = ""
        for letter in typed[:-1]:
            self.type(letter)
        return typed[-1]
