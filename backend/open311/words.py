"""What people are told when a request was given to somebody else: in their language, in English where that is none of ours."""

WORDS = {
    "en": {
        "unreachable": "{body} could not be reached. A person here takes care of it.",
        "refused": "The system of {body} did not take it. A person here takes care of it.",
        "not_public": "It is for its body alone, and the system of {body} would show it. A person here passes it on.",
        "closed": "{body} has closed it. Its number there: {number}.",
        "number": "Its number at {body}: {number}.",
    },
    "de": {
        "unreachable": "{body} war nicht zu erreichen. Ein Mensch hier kümmert sich darum.",
        "refused": "Das System von {body} hat es nicht angenommen. Ein Mensch hier kümmert sich darum.",
        "not_public": "Es ist nur für die zuständige Stelle, und das System von {body} würde es zeigen. Ein Mensch hier gibt es weiter.",
        "closed": "{body} hat es abgeschlossen. Die Nummer dort: {number}.",
        "number": "Die Nummer bei {body}: {number}.",
    },
    "es": {
        "unreachable": "No se pudo contactar con {body}. Una persona de aquí se ocupa.",
        "refused": "El sistema de {body} no lo aceptó. Una persona de aquí se ocupa.",
        "not_public": "Es solo para quien responde, y el sistema de {body} lo mostraría. Una persona de aquí lo pasa.",
        "closed": "{body} lo ha cerrado. Su número allí: {number}.",
        "number": "Su número en {body}: {number}.",
    },
    "ko": {
        "unreachable": "{body}에 연락이 닿지 않았습니다. 이곳의 담당자가 처리합니다.",
        "refused": "{body}의 시스템이 접수하지 않았습니다. 이곳의 담당자가 처리합니다.",
        "not_public": "담당 기관만 볼 수 있는 요청인데 {body}의 시스템은 공개합니다. 이곳의 담당자가 전달합니다.",
        "closed": "{body}에서 종결했습니다. 그곳의 번호: {number}.",
        "number": "{body}의 번호: {number}.",
    },
}
# Offices read the language of their city, so does what is added for them; the report itself stays as it was written.
MAIL = {
    "en": ("Report {code}: {category}", "Report {code}\nAbout: {category}\nWhere: {place}\n{link}\n\n{words}\n"),
    "de": ("Meldung {code}: {category}", "Meldung {code}\nWorum es geht: {category}\nWo: {place}\n{link}\n\n{words}\n"),
    "es": ("Aviso {code}: {category}", "Aviso {code}\nDe qué se trata: {category}\nDónde: {place}\n{link}\n\n{words}\n"),
    "ko": ("신고 {code}: {category}", "신고 {code}\n내용: {category}\n장소: {place}\n{link}\n\n{words}\n"),
}


def say(word: str, language: str, **about: str) -> str:
    return WORDS.get(language.partition("-")[0], WORDS["en"])[word].format(**about)
