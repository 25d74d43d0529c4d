"""Korean particles by the last sound of a word: after a consonant or after a vowel. Digits and Latin letters sound as they are read."""

# (after a consonant, after a vowel); 으로 counts a final ㄹ as a vowel
PARTICLES = {"이": ("이", "가"), "은": ("은", "는"), "을": ("을", "를"), "으로": ("으로", "로"), "와": ("과", "와")}
DIGITS = dict(zip("0123456789", "영일이삼사오육칠팔구"))
LETTERS = dict(zip("abcdefghijklm", ["에이", "비", "시", "디", "이", "에프", "지", "에이치", "아이", "제이", "케이", "엘", "엠"])) | dict(
    zip("nopqrstuvwxyz", ["엔", "오", "피", "큐", "아르", "에스", "티", "유", "브이", "더블유", "엑스", "와이", "제트"])
)


def last_sound(word: str) -> str:
    """'' for a vowel, 'ㄹ' for that consonant, else 'ㄱ' for any other."""
    letters = [c for c in word if c.isalnum() or c == "%"]
    if not letters:
        return ""
    last = letters[-1]
    if last in DIGITS:
        tens = word.rstrip()[-2:].isdigit() and last == "0"
        return "ㄱ" if tens else last_sound(DIGITS[last])
    if "가" <= last <= "힣":
        final = (ord(last) - 0xAC00) % 28
        return "" if final == 0 else "ㄹ" if final == 8 else "ㄱ"
    if last == "%":
        return ""
    if last.lower() not in LETTERS:
        return ""
    return _latin(letters, last)


def _latin(letters: list[str], last: str) -> str:
    """A lone or capital letter is read by its name; of words only those on l, m and n end on a consonant when said in Korean."""
    alone = len(letters) == 1 or not letters[-2].isascii() or not letters[-2].isalpha()
    if alone or last.isupper():
        return last_sound(LETTERS[last.lower()])
    return {"l": "ㄹ", "m": "ㄱ", "n": "ㄱ"}.get(last, "ㄱ" if letters[-2:] == ["n", "g"] or letters[-2:] == ["c", "k"] else "")


def with_particle(word: str, particle: str) -> str:
    after_consonant, after_vowel = PARTICLES[particle]
    sound = last_sound(word)
    if particle == "으로" and sound == "ㄹ":
        sound = ""
    return word + (after_consonant if sound else after_vowel)
