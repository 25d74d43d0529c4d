"""What people are told of requests, in each of our languages. A reason and what comes next have words of their own: `backend/requests/words.py`."""
from backend.contract.notices import NoticeKind as K

OURS = "en"
# After "Pothole: ", or "Your request: " where what it is about is not for others to read on the screen of a phone.
HAPPENED: dict[str, dict[str, str]] = {
    "en": {
        K.SUBMITTED: "it has arrived", K.HELD: "a person looks at it first", K.RELEASED: "it goes on", K.DELIVERED: "those responsible have it",
        K.ACKNOWLEDGED: "somebody has read it", K.STARTED: "work has begun", K.WAITING: "it has to wait", K.RESUMED: "it goes on",
        K.RESOLVED: "it is done, they say", K.CONFIRMED: "it is done", K.DISPUTED: "somebody says it is not done",
        K.REOPENED: "it is taken up again", K.CLOSED: "it is closed", K.REJECTED: "it was not taken", K.TRANSFERRED: "somebody else answers now",
        K.MERGED: "it counts with another one", K.UNMERGED: "it stands by itself again", K.WITHDRAWN: "it was taken back",
        K.COMMENT: "a note for you", K.MOVED: "the date has moved", K.ESCALATED: "it is late", K.ASKED: "is it done?",
        K.PHOTO: "your photo is ready",
        K.NEARBY: "new where you follow",
    },
    "de": {
        K.SUBMITTED: "eingegangen", K.HELD: "ein Mensch sieht es zuerst an", K.RELEASED: "es geht weiter", K.DELIVERED: "bei den Zuständigen",
        K.ACKNOWLEDGED: "gelesen", K.STARTED: "die Arbeit hat begonnen", K.WAITING: "es muss warten", K.RESUMED: "es geht weiter",
        K.RESOLVED: "erledigt, sagt die Stadt", K.CONFIRMED: "erledigt", K.DISPUTED: "jemand sagt, es ist nicht erledigt",
        K.REOPENED: "wieder aufgenommen", K.CLOSED: "geschlossen", K.REJECTED: "nicht angenommen", K.TRANSFERRED: "jetzt antwortet jemand anderes",
        K.MERGED: "zählt mit einer anderen Meldung", K.UNMERGED: "zählt wieder für sich", K.WITHDRAWN: "zurückgezogen",
        K.COMMENT: "eine Nachricht für Sie", K.MOVED: "der Termin ist verschoben", K.ESCALATED: "verspätet", K.ASKED: "ist es erledigt?",
        K.PHOTO: "Ihr Foto ist bereit",
        K.NEARBY: "neu in einem Gebiet, dem Sie folgen",
    },
    "es": {
        K.SUBMITTED: "recibido", K.HELD: "una persona lo mira primero", K.RELEASED: "sigue adelante", K.DELIVERED: "lo tienen los responsables",
        K.ACKNOWLEDGED: "leído", K.STARTED: "ha empezado el trabajo", K.WAITING: "tiene que esperar", K.RESUMED: "sigue adelante",
        K.RESOLVED: "está hecho, según la ciudad", K.CONFIRMED: "está hecho", K.DISPUTED: "alguien dice que no está hecho",
        K.REOPENED: "se retoma", K.CLOSED: "cerrado", K.REJECTED: "no se aceptó", K.TRANSFERRED: "ahora responde otra oficina",
        K.MERGED: "cuenta con otro aviso", K.UNMERGED: "vuelve a contar por sí solo", K.WITHDRAWN: "retirado",
        K.COMMENT: "una nota para usted", K.MOVED: "ha cambiado la fecha", K.ESCALATED: "va con retraso", K.ASKED: "¿está hecho?",
        K.PHOTO: "su foto está lista",
        K.NEARBY: "nuevo en una zona que sigue",
    },
    "ko": {
        K.SUBMITTED: "접수되었습니다", K.HELD: "담당자가 먼저 확인합니다", K.RELEASED: "다시 진행됩니다", K.DELIVERED: "담당 부서에 전달되었습니다",
        K.ACKNOWLEDGED: "담당자가 읽었습니다", K.STARTED: "처리를 시작했습니다", K.WAITING: "기다려야 합니다", K.RESUMED: "다시 진행됩니다",
        K.RESOLVED: "완료되었다고 합니다", K.CONFIRMED: "완료되었습니다", K.DISPUTED: "완료되지 않았다는 이의가 있습니다",
        K.REOPENED: "다시 처리합니다", K.CLOSED: "종료되었습니다", K.REJECTED: "접수되지 않았습니다", K.TRANSFERRED: "담당 부서가 바뀌었습니다",
        K.MERGED: "다른 신고와 합쳐졌습니다", K.UNMERGED: "다시 따로 처리됩니다", K.WITHDRAWN: "철회되었습니다",
        K.COMMENT: "전달 사항이 있습니다", K.MOVED: "기한이 바뀌었습니다", K.ESCALATED: "늦어지고 있습니다", K.ASKED: "해결되었습니까?",
        K.PHOTO: "사진이 준비되었습니다",
        K.NEARBY: "소식을 받는 지역의 새 신고입니다",
    },
}
SAID = {
    "en": {
        "mine": "Your request", "theirs": "A request you follow", "near": "A request", "title": "{what}: {happened}", "number": "Number {code}.",
        "due": "By {due}.", "moved": "It was to be answered by {before}, and is now by {due}.", "paused": "It was to be answered by {before}; "
        "there is no date for now.", "done": "{body} says it is done.", "not_taken": "It was not taken.", "note": "“{note}”", "place": "{place}.",
        "asked": "{body} said on {day} that it is done. Say whether that is so. Without an answer it counts as done on {until}.",
        "photo": "Faces and plates are hidden. Look at it, and hide more if you want.",
        "nearby": "{body} answers.", "day": "{day} {month} {year}", "moment": "{day} {month} {year}, {clock}",
        "digest": "News of what you follow: {count}", "more": "And {count} more, in the app.", "open": "Open Allways to see all of it.",
        "stop": "No more mails about this request: {link}", "stop_all": "No more such mails: {link}",
    },
    "de": {
        "mine": "Ihre Meldung", "theirs": "Eine Meldung, der Sie folgen", "near": "Eine Meldung", "title": "{what}: {happened}",
        "number": "Nummer {code}.", "due": "Bis {due}.", "moved": "Die Antwort war bis {before} zugesagt, jetzt bis {due}.",
        "paused": "Die Antwort war bis {before} zugesagt; im Moment gibt es keinen Termin.", "done": "{body} sagt, es ist erledigt.",
        "not_taken": "Es wurde nicht angenommen.", "note": "„{note}“", "place": "{place}.",
        "asked": "{body} hat am {day} gesagt, dass es erledigt ist. Sagen Sie, ob das stimmt. Ohne Antwort gilt es am {until} als erledigt.",
        "photo": "Gesichter und Kennzeichen sind verdeckt. Sehen Sie es an und verdecken Sie mehr, wenn Sie möchten.",
        "nearby": "{body} antwortet.", "day": "{day}. {month} {year}", "moment": "{day}. {month} {year}, {clock} Uhr",
        "digest": "Neues zu dem, dem Sie folgen: {count}", "more": "Und {count} weitere, in der App.",
        "open": "Öffnen Sie Allways, um alles zu sehen.",
        "stop": "Keine E-Mails mehr zu dieser Meldung: {link}", "stop_all": "Keine solchen E-Mails mehr: {link}",
    },
    "es": {
        "mine": "Su aviso", "theirs": "Un aviso que sigue", "near": "Un aviso", "title": "{what}: {happened}", "number": "Número {code}.",
        "due": "Hasta el {due}.", "moved": "La respuesta estaba prevista hasta el {before}; ahora, hasta el {due}.",
        "paused": "La respuesta estaba prevista hasta el {before}; por ahora no hay fecha.", "done": "{body} dice que está hecho.",
        "not_taken": "No se aceptó.", "note": "«{note}»", "place": "{place}.",
        "asked": "{body} dijo el {day} que está hecho. Diga si es así. Sin respuesta, el {until} cuenta como hecho.",
        "photo": "Las caras y matrículas están ocultas. Mírela y oculte más si quiere.",
        "nearby": "Responde {body}.", "day": "{day} de {month} de {year}", "moment": "{day} de {month} de {year}, {clock}",
        "digest": "Novedades de lo que sigue: {count}", "more": "Y {count} más, en la aplicación.", "open": "Abra Allways para verlo todo.",
        "stop": "No más correos sobre este aviso: {link}", "stop_all": "No más correos como este: {link}",
    },
    "ko": {
        "mine": "보내신 신고", "theirs": "소식을 받는 신고", "near": "신고", "title": "{what}: {happened}", "number": "번호 {code}.",
        "due": "기한: {due}.", "moved": "답변 기한이 {before}에서 {due}(으)로 바뀌었습니다.",
        "paused": "답변 기한은 {before}이었으나 지금은 정해진 기한이 없습니다.", "done": "{body}에서 완료했다고 합니다.",
        "not_taken": "접수되지 않았습니다.", "note": "“{note}”", "place": "{place}.",
        "asked": "{body}에서 {day}에 완료했다고 했습니다. 맞는지 알려 주세요. 답이 없으면 {until}에 완료된 것으로 봅니다.",
        "photo": "얼굴과 번호판을 가렸습니다. 확인하고 원하면 더 가릴 수 있습니다.",
        "nearby": "{body}에서 답변합니다.", "day": "{year}년 {month} {day}일", "moment": "{year}년 {month} {day}일 {clock}",
        "digest": "소식을 받는 신고의 새 소식 {count}건", "more": "그 밖에 {count}건은 앱에서 볼 수 있습니다.",
        "open": "모두 보려면 Allways를 여세요.", "stop": "이 신고에 대한 메일 받지 않기: {link}", "stop_all": "이런 메일 받지 않기: {link}",
    },
}  # fmt: skip
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ko": "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
}


def of_language(language: str) -> str:
    """One of ours."""
    short = language.partition("-")[0]
    return short if short in SAID else OURS
