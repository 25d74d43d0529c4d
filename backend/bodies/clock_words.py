"""What clocks say, in the languages of the app."""
from backend.bodies.words import ClockKind

WORDS: dict[str, dict[str, str]] = {
    "en": {
        ClockKind.DELIVERY: "hand-over", ClockKind.ACK: "first answer", ClockKind.DECIDE: "decision", ClockKind.FIX: "repair",
        "soon": "Soon due: {clock}.",
        "late": "Overdue: {clock}. It went up as far as it goes.",
        "went_up": "Overdue: {clock}. Passed to: {to}.",
        "moved": "The due date was worked out anew, because working hours or holidays were changed.",
        "rang": "Called on duty: person {number} of {count}.",
        "rang_office": "Nobody is on duty. The emergency address of the body was called.",
        "nobody": "Urgent, and nobody can be called: no one is on duty and the body has no emergency address.",
    },
    "de": {
        ClockKind.DELIVERY: "Übergabe", ClockKind.ACK: "erste Antwort", ClockKind.DECIDE: "Entscheidung", ClockKind.FIX: "Erledigung",
        "soon": "Bald fällig: {clock}.",
        "late": "Überfällig: {clock}. Höher geht es nicht.",
        "went_up": "Überfällig: {clock}. Weitergegeben an: {to}.",
        "moved": "Der Termin wurde neu berechnet, weil sich Arbeitszeiten oder Feiertage geändert haben.",
    },
    "es": {
        ClockKind.DELIVERY: "entrega", ClockKind.ACK: "primera respuesta", ClockKind.DECIDE: "decisión", ClockKind.FIX: "reparación",
        "soon": "Vence pronto: {clock}.",
        "late": "Fuera de plazo: {clock}. No hay nadie por encima.",
        "went_up": "Fuera de plazo: {clock}. Pasado a: {to}.",
        "moved": "El plazo se ha calculado de nuevo porque han cambiado los horarios o los festivos.",
    },
    "ko": {
        ClockKind.DELIVERY: "전달", ClockKind.ACK: "첫 답변", ClockKind.DECIDE: "결정", ClockKind.FIX: "처리",
        "soon": "곧 기한: {clock}.",
        "late": "기한 지남: {clock}. 더 위가 없습니다.",
        "went_up": "기한 지남: {clock}. 넘겨받은 곳: {to}.",
        "moved": "근무 시간이나 공휴일이 바뀌어 기한을 다시 계산했습니다.",
    },
}  # fmt: skip
