"""`/notices/stop/…`: what a link in a mail opens. Two buttons, no script, nothing from elsewhere, and nothing of what the mail was about."""
from html import escape

from backend.codes.page import POLICY as CODE_POLICY
from backend.codes.page import document

POLICY = CODE_POLICY.replace("form-action 'none'", "form-action 'self'")
WORDS = {
    "en": {
        "title": "No more mails?",
        "about": "You get mails from Allways about requests to the city. What you end here ends for notifications on phones too.",
        "one": "No more mails about request {code}", "all": "No more mails about any request", "app": "In the app you still read what is new.",
        "done": "No more mails come",
        "done_one": "About request {code} no more mails and notifications come. In the app you still read what is new, and can change this.",
        "done_all": "About requests no more mails and notifications come. In the app you still read what is new, and can change this under News from "
        "the city.",
        "over": "This link counts no longer", "over_why": "Open Allways: under Account, Consents, mails are turned off.",
    },
    "de": {
        "title": "Keine E-Mails mehr?",
        "about": "Sie bekommen E-Mails von Allways zu Meldungen an die Stadt. Was Sie hier beenden, endet auch für Mitteilungen auf Telefonen.",
        "one": "Keine E-Mails mehr zur Meldung {code}", "all": "Keine E-Mails mehr zu irgendeiner Meldung",
        "app": "In der App lesen Sie weiter, was es Neues gibt.", "done": "Es kommen keine E-Mails mehr",
        "done_one": "Zur Meldung {code} kommen keine E-Mails und Mitteilungen mehr. In der App lesen Sie weiter, was es Neues gibt, und können das "
        "ändern.",
        "done_all": "Zu Meldungen kommen keine E-Mails und Mitteilungen mehr. In der App lesen Sie weiter, was es Neues gibt, und können das unter "
        "Nachrichten der Stadt ändern.",
        "over": "Dieser Link gilt nicht mehr", "over_why": "Öffnen Sie Allways: Unter Konto, Einwilligungen lassen sich E-Mails abschalten.",
    },
    "es": {
        "title": "¿No más correos?",
        "about": "Allways le envía correos sobre avisos a la ciudad. Lo que termine aquí termina también para las notificaciones en teléfonos.",
        "one": "No más correos sobre el aviso {code}", "all": "No más correos sobre ningún aviso",
        "app": "En la aplicación sigue leyendo las novedades.", "done": "Ya no llegarán correos",
        "done_one": "Sobre el aviso {code} ya no llegarán correos ni notificaciones. En la aplicación sigue leyendo las novedades y puede cambiarlo.",
        "done_all": "Sobre avisos ya no llegarán correos ni notificaciones. En la aplicación sigue leyendo las novedades y puede cambiarlo en "
        "Noticias de la ciudad.",
        "over": "Este enlace ya no vale", "over_why": "Abra Allways: en Cuenta, Consentimientos, se desactivan los correos.",
    },
    "ko": {
        "title": "메일을 그만 받으시겠습니까?",
        "about": "시에 보낸 신고에 대해 Allways 메일을 받고 계십니다. 여기서 끝내면 휴대전화 알림도 끝납니다.",
        "one": "신고 {code}에 대한 메일 받지 않기", "all": "모든 신고에 대한 메일 받지 않기", "app": "새 소식은 앱에서 계속 볼 수 있습니다.",
        "done": "이제 메일이 오지 않습니다",
        "done_one": "신고 {code}에 대한 메일과 알림이 더 이상 오지 않습니다. 새 소식은 앱에서 계속 볼 수 있고, 앱에서 바꿀 수 있습니다.",
        "done_all": "신고에 대한 메일과 알림이 더 이상 오지 않습니다. 새 소식은 앱에서 계속 볼 수 있고, 도시의 소식에서 바꿀 수 있습니다.",
        "over": "더 이상 유효하지 않은 링크입니다", "over_why": "Allways를 열어 계정의 동의 항목에서 메일을 끌 수 있습니다.",
    },
}  # fmt: skip


def stop_page(token: str, code: str | None, language: str) -> str:
    """token: one that was found, so that it may be written down again."""
    words, path = WORDS[language], f"/notices/stop/{token}"
    one = button(path, words["one"].format(code=code)) if code else ""
    body = f"<h1>{escape(words['title'])}</h1><p>{escape(words['about'])}</p>{one}{button(f'{path}/all', words['all'])}<p>{escape(words['app'])}</p>"
    return document(words["title"], body, language)


def button(path: str, label: str) -> str:
    return f'<form method="post" action="{escape(path)}"><p><button>{escape(label)}</button></p></form>'


def done_page(code: str | None, language: str) -> str:
    """code None: of all."""
    words = WORDS[language]
    told = words["done_one"].format(code=code) if code else words["done_all"]
    return document(words["done"], f"<h1>{escape(words['done'])}</h1><p>{escape(told)}</p>", language)


def over_page(language: str) -> str:
    words = WORDS[language]
    return document(words["over"], f"<h1>{escape(words['over'])}</h1><p>{escape(words['over_why'])}</p>", language)
