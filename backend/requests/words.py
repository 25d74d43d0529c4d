"""What people are told of a request: what comes next, and each reason, in each of our languages. English where a language is none of ours."""
from backend.contract.request_words import Closed, Hold, Rejection, Resolution, Waiting
from backend.contract.request_words import RequestState as S

OURS = "en"
NEXT: dict[str, dict[str, str]] = {
    "en": {
        S.SUBMITTED: "It is stored and goes to: {body}.",
        S.HELD: "A person at {body} looks at it first.",
        S.DELIVERED: "{body} has it. A person there answers.",
        S.ACKNOWLEDGED: "{body} has read it and says what will be done.",
        S.IN_PROGRESS: "{body} works on it.",
        S.WAITING: "{body} waits and then goes on.",
        S.RESOLVED: "{body} says it is done. Say whether that is so.",
        S.CONFIRMED: "It is done.",
        S.DISPUTED: "Another person looks at it again.",
        S.CLOSED: "It is closed for good.",
        S.REJECTED: "It was not taken. You can object for 28 days.",
        S.MERGED: "It counts with another request, and you hear of that.",
        S.WITHDRAWN: "It was taken back.",
    },
    "de": {
        S.SUBMITTED: "Es ist gespeichert und geht an: {body}.",
        S.HELD: "Ein Mensch bei {body} sieht es zuerst an.",
        S.DELIVERED: "{body} hat es. Dort antwortet ein Mensch.",
        S.ACKNOWLEDGED: "{body} hat es gelesen und sagt, was geschieht.",
        S.IN_PROGRESS: "{body} arbeitet daran.",
        S.WAITING: "{body} wartet und macht dann weiter.",
        S.RESOLVED: "{body} sagt, es ist erledigt. Sagen Sie, ob das stimmt.",
        S.CONFIRMED: "Es ist erledigt.",
        S.DISPUTED: "Ein anderer Mensch sieht es noch einmal an.",
        S.CLOSED: "Es ist endgültig geschlossen.",
        S.REJECTED: "Es wurde nicht angenommen. Sie können 28 Tage lang widersprechen.",
        S.MERGED: "Es zählt mit einer anderen Meldung, und Sie erfahren, wie es damit weitergeht.",
        S.WITHDRAWN: "Es wurde zurückgezogen.",
    },
    "es": {
        S.SUBMITTED: "Está guardado y va a: {body}.",
        S.HELD: "Una persona de {body} lo mira primero.",
        S.DELIVERED: "{body} lo tiene. Allí responde una persona.",
        S.ACKNOWLEDGED: "{body} lo ha leído y dice qué se hará.",
        S.IN_PROGRESS: "{body} trabaja en ello.",
        S.WAITING: "{body} espera y luego sigue.",
        S.RESOLVED: "{body} dice que está hecho. Diga si es así.",
        S.CONFIRMED: "Está hecho.",
        S.DISPUTED: "Otra persona lo mira de nuevo.",
        S.CLOSED: "Está cerrado definitivamente.",
        S.REJECTED: "No se aceptó. Puede objetar durante 28 días.",
        S.MERGED: "Cuenta con otro aviso, y usted sabrá cómo sigue.",
        S.WITHDRAWN: "Se retiró.",
    },
    "ko": {
        S.SUBMITTED: "저장되었으며 {body}(으)로 전달됩니다.",
        S.HELD: "{body}의 담당자가 먼저 확인합니다.",
        S.DELIVERED: "{body}에 전달되었습니다. 담당자가 답변합니다.",
        S.ACKNOWLEDGED: "{body}에서 읽었으며 처리 방법을 알려 드립니다.",
        S.IN_PROGRESS: "{body}에서 처리하고 있습니다.",
        S.WAITING: "{body}에서 기다린 뒤 계속합니다.",
        S.RESOLVED: "{body}에서 완료했다고 합니다. 맞는지 알려 주세요.",
        S.CONFIRMED: "완료되었습니다.",
        S.DISPUTED: "다른 담당자가 다시 확인합니다.",
        S.CLOSED: "최종적으로 종료되었습니다.",
        S.REJECTED: "접수되지 않았습니다. 28일 동안 이의를 제기할 수 있습니다.",
        S.MERGED: "다른 신고와 합쳐졌으며 그 소식을 받으실 수 있습니다.",
        S.WITHDRAWN: "철회되었습니다.",
    },
}
REASONS: dict[str, dict[str, str]] = {
    "en": {
        Hold.MODERATION: "A person reads it first.", Hold.PHOTO: "A person looks at the photo first.",
        Waiting.REPORTER: "There is a question for you.", Waiting.THIRD_PARTY: "Somebody else has to act first.",
        Waiting.WEATHER: "The weather does not allow it yet.", Waiting.BUDGET: "The money for it is not there yet.",
        Resolution.FIXED: "It is repaired.", Resolution.MADE_SAFE: "It is safe now; the rest follows.",
        Resolution.PLANNED: "It is planned for a certain day.", Resolution.NOT_FOUND: "Somebody looked and found nothing.",
        Rejection.NOT_OURS: "The city is not responsible for it.", Rejection.NOT_A_DEFECT: "It is meant to be that way.",
        Rejection.PRIVATE_GROUND: "It is on private ground.", Rejection.ABUSE: "It was no request.",
        Rejection.NO_PLACE: "The place could not be found.", Rejection.ALREADY_PLANNED: "It is planned already.",
        Closed.NO_ANSWER: "A question was not answered.", Closed.STANDS: "After a second look it stays as it was decided.",
    },
    "de": {
        Hold.MODERATION: "Ein Mensch liest es zuerst.", Hold.PHOTO: "Ein Mensch sieht das Foto zuerst an.",
        Waiting.REPORTER: "Es gibt eine Frage an Sie.", Waiting.THIRD_PARTY: "Jemand anderes muss zuerst handeln.",
        Waiting.WEATHER: "Das Wetter lässt es noch nicht zu.", Waiting.BUDGET: "Das Geld dafür ist noch nicht da.",
        Resolution.FIXED: "Es ist repariert.", Resolution.MADE_SAFE: "Es ist jetzt sicher; der Rest folgt.",
        Resolution.PLANNED: "Es ist für einen bestimmten Tag geplant.", Resolution.NOT_FOUND: "Jemand hat nachgesehen und nichts gefunden.",
        Rejection.NOT_OURS: "Die Stadt ist dafür nicht zuständig.", Rejection.NOT_A_DEFECT: "Das soll so sein.",
        Rejection.PRIVATE_GROUND: "Es liegt auf privatem Grund.", Rejection.ABUSE: "Es war keine Meldung.",
        Rejection.NO_PLACE: "Der Ort war nicht zu finden.", Rejection.ALREADY_PLANNED: "Es ist schon geplant.",
        Closed.NO_ANSWER: "Eine Frage wurde nicht beantwortet.", Closed.STANDS: "Nach einem zweiten Blick bleibt es, wie es entschieden war.",
    },
    "es": {
        Hold.MODERATION: "Una persona lo lee primero.", Hold.PHOTO: "Una persona mira primero la foto.",
        Waiting.REPORTER: "Hay una pregunta para usted.", Waiting.THIRD_PARTY: "Otra parte tiene que actuar primero.",
        Waiting.WEATHER: "El tiempo aún no lo permite.", Waiting.BUDGET: "Aún no hay dinero para ello.",
        Resolution.FIXED: "Está reparado.", Resolution.MADE_SAFE: "Ya es seguro; lo demás vendrá.",
        Resolution.PLANNED: "Está previsto para un día concreto.", Resolution.NOT_FOUND: "Alguien miró y no encontró nada.",
        Rejection.NOT_OURS: "La ciudad no es responsable de ello.", Rejection.NOT_A_DEFECT: "Está pensado así.",
        Rejection.PRIVATE_GROUND: "Está en terreno privado.", Rejection.ABUSE: "No era un aviso.",
        Rejection.NO_PLACE: "No se pudo encontrar el lugar.", Rejection.ALREADY_PLANNED: "Ya está previsto.",
        Closed.NO_ANSWER: "Una pregunta quedó sin respuesta.", Closed.STANDS: "Tras una segunda mirada queda como se decidió.",
    },
    "ko": {
        Hold.MODERATION: "담당자가 먼저 읽습니다.", Hold.PHOTO: "담당자가 먼저 사진을 확인합니다.",
        Waiting.REPORTER: "신고하신 분께 질문이 있습니다.", Waiting.THIRD_PARTY: "다른 곳에서 먼저 처리해야 합니다.",
        Waiting.WEATHER: "날씨 때문에 아직 할 수 없습니다.", Waiting.BUDGET: "아직 예산이 없습니다.",
        Resolution.FIXED: "수리되었습니다.", Resolution.MADE_SAFE: "이제 안전합니다. 나머지는 이어서 합니다.",
        Resolution.PLANNED: "정해진 날에 예정되어 있습니다.", Resolution.NOT_FOUND: "확인했으나 아무것도 찾지 못했습니다.",
        Rejection.NOT_OURS: "시의 책임이 아닙니다.", Rejection.NOT_A_DEFECT: "원래 그렇게 되어 있습니다.",
        Rejection.PRIVATE_GROUND: "사유지에 있습니다.", Rejection.ABUSE: "신고가 아니었습니다.",
        Rejection.NO_PLACE: "장소를 찾을 수 없었습니다.", Rejection.ALREADY_PLANNED: "이미 예정되어 있습니다.",
        Closed.NO_ANSWER: "질문에 답변이 없었습니다.", Closed.STANDS: "다시 확인한 결과 결정이 유지됩니다.",
    },
}  # fmt: skip


def next_step(state: str, body: str, language: str) -> str:
    return NEXT.get(language, NEXT[OURS])[state].format(body=body)


def reason_words(reason: str | None, language: str) -> str | None:
    return None if reason is None else REASONS.get(language, REASONS[OURS])[reason]
