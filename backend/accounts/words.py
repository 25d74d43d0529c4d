"""The words of mails, in the languages of the app."""
LANGUAGES = ("en", "de", "es", "ko")

MAILS = {
    "en": {
        "link_subject": "Sign in to Allways",
        "link": (
            "Somebody asked to sign in with this address, on a device that calls itself “{device}”.\n\n"
            "If that was you, type this code there:\n\n    {code}\n\nOr open this link on the same device:\n\n{link}\n\n"
            "Both count once, for ten minutes. If it was not you, do nothing: nobody is signed in without this mail. Tell the code to nobody.\n"
        ),
        "new_device_subject": "A new device is signed in",
        "new_device": (
            "On {when} (UTC) a device that calls itself “{device}” was signed in to your account.\n\n"
            "If that was not you, open Allways on another device, go to Settings, Account, Devices, and end it.\n"
        ),
        "stolen_subject": "A device was signed out for safety",
        "stolen": (
            "On {when} (UTC) somebody used an old key of your device “{device}”. It may have been copied, so this device was signed out.\n\n"
            "Sign in again there. If you do not know why this happened, look through your devices in Settings, Account, Devices.\n"
        ),
        "passkey_added_subject": "A passkey was added",
        "passkey_added": (
            "On {when} (UTC) the passkey “{name}” was added to your account. It can sign in by itself.\n\n"
            "If that was not you, open Allways, go to Settings, Account, Passkeys, remove it, and sign out all devices.\n"
        ),
        "passkey_off_subject": "A passkey was turned off for safety",
        "passkey_off": (
            "On {when} (UTC) the passkey “{name}” was used in a way that only a copy of it is. It does not count any longer.\n\n"
            "Make a new one under Settings, Account, Passkeys. If you do not know why this happened, look through your devices there.\n"
        ),
        "export_asked_subject": "Everything of your account is being packed",
        "export_asked": (
            "On {when} (UTC) somebody who is signed in asked for an export of your account. It can be fetched in the app, once, within a day.\n\n"
            "If that was not you, open Allways, go to Settings, Account, Devices, and sign out all devices.\n"
        ),
        "deletion_asked_subject": "Your account will be deleted",
        "deletion_asked": (
            "On {when} (UTC) somebody who was signed in asked to delete your account. It will be deleted on {name}; all devices are signed out.\n\n"
            "To keep it, sign in again before that day and choose Keep the account under Settings, Account.\n"
        ),
        "deleted_subject": "Your account is deleted",
        "deleted": (
            "Your account and all that belonged to it are deleted. What the law makes us keep of bookings and payments is kept without your name.\n\n"
            "Copies for emergencies are gone in 35 days. This is the last mail.\n"
        ),
        "address_asked_subject": "Another address for your account was asked for",
        "address_asked": (
            "On {when} (UTC) somebody who is signed in asked that your account gets another address. Nothing has changed yet.\n\n"
            "If that was not you, open Allways or sign in with this address, stop it under Settings, Account, and sign out all devices "
            "there.\n"
        ),
        "address_code_subject": "Your new address for Allways",
        "address_code": (
            "Somebody asked to use this address for their account with Allways. If that was you, type this code in the app:\n\n"
            "    {code}\n\nIt counts once, for ten minutes. If it was not you, do nothing. Tell the code to nobody.\n"
        ),
        "address_told_subject": "Your account has another address",
        "address_told": (
            "On {when} (UTC) your account with Allways got another address. Mails no longer come to this one.\n\n"
            "If that was not you, tell your city at once: somebody could sign in for you.\n"
        ),
        "unused_subject": "Your account will be deleted",
        "unused": (
            "Nobody has used your account with Allways for almost two years. On {name} it will be deleted, with all that belongs to it.\n\n"
            "To keep it, sign in once before that day.\n"
        ),
    },
    "de": {
        "link_subject": "Bei Allways anmelden",
        "link": (
            "Mit dieser Adresse möchte sich jemand anmelden, auf einem Gerät mit dem Namen „{device}“.\n\n"
            "Falls du das bist, gib dort diesen Code ein:\n\n    {code}\n\nOder öffne diesen Link auf demselben Gerät:\n\n{link}\n\n"
            "Beides gilt einmal und zehn Minuten lang. Falls nicht, tu nichts: Ohne diese Mail wird niemand angemeldet. Sag den Code niemandem.\n"
        ),
        "new_device_subject": "Ein neues Gerät ist angemeldet",
        "new_device": (
            "Am {when} (UTC) wurde ein Gerät mit dem Namen „{device}“ bei deinem Konto angemeldet.\n\n"
            "Falls du das nicht warst, öffne Allways auf einem anderen Gerät und beende es unter Einstellungen, Konto, Geräte.\n"
        ),
        "stolen_subject": "Ein Gerät wurde zur Sicherheit abgemeldet",
        "stolen": (
            "Am {when} (UTC) wurde ein alter Schlüssel deines Geräts „{device}“ benutzt. "
            "Er könnte kopiert worden sein, darum ist es jetzt abgemeldet.\n\n"
            "Melde dich dort neu an. Wenn du nicht weißt, woher das kommt, sieh unter Einstellungen, Konto, Geräte nach.\n"
        ),
        "passkey_added_subject": "Ein Passkey wurde hinzugefügt",
        "passkey_added": (
            "Am {when} (UTC) wurde der Passkey „{name}“ zu deinem Konto hinzugefügt. Mit ihm allein kann man sich anmelden.\n\n"
            "Falls du das nicht warst, öffne Allways, entferne ihn unter Einstellungen, Konto, Passkeys und melde alle Geräte ab.\n"
        ),
        "passkey_off_subject": "Ein Passkey wurde zur Sicherheit abgeschaltet",
        "passkey_off": (
            "Am {when} (UTC) wurde der Passkey „{name}“ so benutzt, wie es nur eine Kopie tut. Er gilt nicht mehr.\n\n"
            "Lege unter Einstellungen, Konto, Passkeys einen neuen an. Wenn du nicht weißt, woher das kommt, sieh dort nach deinen Geräten.\n"
        ),
        "export_asked_subject": "Alles zu deinem Konto wird zusammengestellt",
        "export_asked": (
            "Am {when} (UTC) hat jemand, der angemeldet ist, alle Daten deines Kontos angefordert. "
            "Sie lassen sich in der App einmal abholen, innerhalb eines Tages.\n\n"
            "Falls du das nicht warst, öffne Allways und melde unter Einstellungen, Konto, Geräte alle Geräte ab.\n"
        ),
        "deletion_asked_subject": "Dein Konto wird gelöscht",
        "deletion_asked": (
            "Am {when} (UTC) hat jemand, der angemeldet war, die Löschung deines Kontos verlangt. Es wird am {name} gelöscht; "
            "alle Geräte sind abgemeldet.\n\n"
            "Um es zu behalten, melde dich vorher wieder an und wähle unter Einstellungen, Konto: Konto behalten.\n"
        ),
        "deleted_subject": "Dein Konto ist gelöscht",
        "deleted": (
            "Dein Konto und alles, was dazugehörte, ist gelöscht. "
            "Was wir von Buchungen und Zahlungen nach dem Gesetz aufbewahren müssen, bleibt ohne deinen Namen.\n\n"
            "Kopien für den Notfall sind in 35 Tagen verschwunden. Das ist die letzte Mail.\n"
        ),
        "address_asked_subject": "Für dein Konto wurde eine andere Adresse verlangt",
        "address_asked": (
            "Am {when} (UTC) hat jemand, der angemeldet ist, für dein Konto eine andere Adresse verlangt. Noch ist nichts geändert.\n\n"
            "Falls du das nicht warst, öffne Allways oder melde dich mit dieser Adresse an, halte es unter Einstellungen, Konto auf und "
            "melde dort alle Geräte ab.\n"
        ),
        "address_code_subject": "Deine neue Adresse für Allways",
        "address_code": (
            "Jemand möchte diese Adresse für ein Konto bei Allways verwenden. Falls du das bist, gib diesen Code in der App ein:\n\n"
            "    {code}\n\nEr gilt einmal und zehn Minuten lang. Falls nicht, tu nichts. Sag den Code niemandem.\n"
        ),
        "address_told_subject": "Dein Konto hat eine andere Adresse",
        "address_told": (
            "Am {when} (UTC) hat dein Konto bei Allways eine andere Adresse bekommen. Hierher kommen keine Mails mehr.\n\n"
            "Falls du das nicht warst, sag sofort deiner Stadt Bescheid: Jemand könnte sich für dich anmelden.\n"
        ),
        "unused_subject": "Dein Konto wird gelöscht",
        "unused": (
            "Dein Konto bei Allways hat seit fast zwei Jahren niemand benutzt. Am {name} wird es gelöscht, mit allem, was dazugehört.\n\n"
            "Um es zu behalten, melde dich vorher einmal an.\n"
        ),
    },
    "es": {
        "link_subject": "Iniciar sesión en Allways",
        "link": (
            "Alguien ha pedido iniciar sesión con esta dirección en un dispositivo llamado «{device}».\n\n"
            "Si eres tú, escribe allí este código:\n\n    {code}\n\nO abre este enlace en el mismo dispositivo:\n\n{link}\n\n"
            "Ambos valen una vez, durante diez minutos. Si no eres tú, no hagas nada: nadie entra sin este correo. No digas el código a nadie.\n"
        ),
        "new_device_subject": "Se ha iniciado sesión en un dispositivo nuevo",
        "new_device": (
            "El {when} (UTC) se inició sesión en tu cuenta en un dispositivo llamado «{device}».\n\n"
            "Si no fuiste tú, abre Allways en otro dispositivo y ciérralo en Ajustes, Cuenta, Dispositivos.\n"
        ),
        "stolen_subject": "Se ha cerrado una sesión por seguridad",
        "stolen": (
            "El {when} (UTC) se usó una clave antigua de tu dispositivo «{device}». Puede que la hayan copiado, así que se ha cerrado su sesión.\n\n"
            "Inicia sesión allí de nuevo. Si no sabes por qué ha pasado, revisa Ajustes, Cuenta, Dispositivos.\n"
        ),
        "passkey_added_subject": "Se ha añadido una llave de acceso",
        "passkey_added": (
            "El {when} (UTC) se añadió la llave de acceso «{name}» a tu cuenta. Con ella sola se puede iniciar sesión.\n\n"
            "Si no fuiste tú, abre Allways, quítala en Ajustes, Cuenta, Llaves de acceso, y cierra la sesión en todos los dispositivos.\n"
        ),
        "passkey_off_subject": "Se ha desactivado una llave de acceso por seguridad",
        "passkey_off": (
            "El {when} (UTC) la llave de acceso «{name}» se usó como solo se usa una copia. Ya no vale.\n\n"
            "Crea otra en Ajustes, Cuenta, Llaves de acceso. Si no sabes por qué ha pasado, revisa allí tus dispositivos.\n"
        ),
        "export_asked_subject": "Se está reuniendo todo lo de tu cuenta",
        "export_asked": (
            "El {when} (UTC) alguien con la sesión iniciada pidió todos los datos de tu cuenta. "
            "Se pueden recoger en la aplicación una vez, durante un día.\n\n"
            "Si no fuiste tú, abre Allways y cierra la sesión en todos los dispositivos en Ajustes, Cuenta, Dispositivos.\n"
        ),
        "deletion_asked_subject": "Tu cuenta se va a borrar",
        "deletion_asked": (
            "El {when} (UTC) alguien con la sesión iniciada pidió borrar tu cuenta. Se borrará el {name}; "
            "se ha cerrado la sesión en todos los dispositivos.\n\n"
            "Para conservarla, inicia sesión antes de ese día y elige Conservar la cuenta en Ajustes, Cuenta.\n"
        ),
        "deleted_subject": "Tu cuenta está borrada",
        "deleted": (
            "Tu cuenta y todo lo que tenía están borrados. Lo que la ley obliga a guardar de reservas y pagos se guarda sin tu nombre.\n\n"
            "Las copias para emergencias desaparecen en 35 días. Este es el último correo.\n"
        ),
        "address_asked_subject": "Se ha pedido otra dirección para tu cuenta",
        "address_asked": (
            "El {when} (UTC) alguien con la sesión iniciada pidió otra dirección para tu cuenta. Todavía no ha cambiado nada.\n\n"
            "Si no fuiste tú, abre Allways o inicia sesión con esta dirección, páralo en Ajustes, Cuenta, y cierra allí la sesión en todos "
            "los dispositivos.\n"
        ),
        "address_code_subject": "Tu nueva dirección para Allways",
        "address_code": (
            "Alguien ha pedido usar esta dirección para su cuenta de Allways. Si eres tú, escribe este código en la aplicación:\n\n"
            "    {code}\n\nVale una vez, durante diez minutos. Si no eres tú, no hagas nada. No digas el código a nadie.\n"
        ),
        "address_told_subject": "Tu cuenta tiene otra dirección",
        "address_told": (
            "El {when} (UTC) tu cuenta de Allways pasó a tener otra dirección. Aquí ya no llegan correos.\n\n"
            "Si no fuiste tú, avisa enseguida a tu ciudad: alguien podría iniciar sesión en tu lugar.\n"
        ),
        "unused_subject": "Tu cuenta se va a borrar",
        "unused": (
            "Nadie ha usado tu cuenta de Allways en casi dos años. El {name} se borrará, con todo lo que tiene.\n\n"
            "Para conservarla, inicia sesión una vez antes de ese día.\n"
        ),
    },
    "ko": {
        "link_subject": "Allways 로그인",
        "link": (
            "‘{device}’(이)라는 기기에서 이 주소로 로그인을 요청했습니다.\n\n"
            "본인이라면 그 기기에 다음 코드를 입력하십시오.\n\n    {code}\n\n또는 같은 기기에서 다음 링크를 여십시오.\n\n{link}\n\n"
            "둘 다 10분 동안 한 번만 쓸 수 있습니다. 본인이 아니라면 아무것도 하지 마십시오. 이 메일 없이는 아무도 로그인할 수 없습니다. "
            "코드를 누구에게도 알려 주지 마십시오.\n"
        ),
        "new_device_subject": "새 기기에서 로그인했습니다",
        "new_device": (
            "{when}(UTC)에 ‘{device}’(이)라는 기기에서 계정에 로그인했습니다.\n\n"
            "본인이 아니라면 다른 기기에서 Allways를 열고 설정, 계정, 기기에서 로그아웃하십시오.\n"
        ),
        "stolen_subject": "안전을 위해 기기를 로그아웃했습니다",
        "stolen": (
            "{when}(UTC)에 ‘{device}’ 기기의 이전 열쇠가 사용되었습니다. 복사되었을 수 있어 이 기기를 로그아웃했습니다.\n\n"
            "그 기기에서 다시 로그인하십시오. 이유를 모르겠다면 설정, 계정, 기기를 확인하십시오.\n"
        ),
        "passkey_added_subject": "패스키가 추가되었습니다",
        "passkey_added": (
            "{when}(UTC)에 ‘{name}’ 패스키가 계정에 추가되었습니다. 이 패스키만으로 로그인할 수 있습니다.\n\n"
            "본인이 아니라면 Allways를 열고 설정, 계정, 패스키에서 삭제한 뒤 모든 기기에서 로그아웃하십시오.\n"
        ),
        "passkey_off_subject": "안전을 위해 패스키를 껐습니다",
        "passkey_off": (
            "{when}(UTC)에 ‘{name}’ 패스키가 복사본에서만 나타나는 방식으로 사용되었습니다. 이 패스키는 더 이상 쓸 수 없습니다.\n\n"
            "설정, 계정, 패스키에서 새로 만드십시오. 이유를 모르겠다면 그곳에서 기기를 확인하십시오.\n"
        ),
        "export_asked_subject": "계정의 모든 자료를 모으고 있습니다",
        "export_asked": (
            "{when}(UTC)에 로그인한 사람이 계정의 모든 자료를 요청했습니다. 하루 안에 앱에서 한 번 받을 수 있습니다.\n\n"
            "본인이 아니라면 Allways를 열고 설정, 계정, 기기에서 모든 기기를 로그아웃하십시오.\n"
        ),
        "deletion_asked_subject": "계정이 삭제될 예정입니다",
        "deletion_asked": (
            "{when}(UTC)에 로그인한 사람이 계정 삭제를 요청했습니다. 계정은 {name}에 삭제되며 모든 기기에서 로그아웃되었습니다.\n\n"
            "계정을 유지하려면 그날 전에 다시 로그인하여 설정, 계정에서 계정 유지를 선택하십시오.\n"
        ),
        "deleted_subject": "계정이 삭제되었습니다",
        "deleted": (
            "계정과 그에 속한 모든 것이 삭제되었습니다. 법에 따라 보관해야 하는 예약과 결제 기록은 이름 없이 보관합니다.\n\n"
            "비상용 사본은 35일 안에 사라집니다. 이 메일이 마지막입니다.\n"
        ),
        "address_asked_subject": "계정의 주소 변경이 요청되었습니다",
        "address_asked": (
            "{when}(UTC)에 로그인한 사람이 계정의 주소를 바꾸도록 요청했습니다. 아직 아무것도 바뀌지 않았습니다.\n\n"
            "본인이 아니라면 Allways를 열거나 이 주소로 로그인하여 설정, 계정에서 중지하고 모든 기기에서 로그아웃하십시오.\n"
        ),
        "address_code_subject": "Allways의 새 주소",
        "address_code": (
            "누군가 이 주소를 Allways 계정에 쓰겠다고 요청했습니다. 본인이라면 앱에 다음 코드를 입력하십시오.\n\n"
            "    {code}\n\n10분 동안 한 번만 쓸 수 있습니다. 본인이 아니라면 아무것도 하지 마십시오. 코드를 누구에게도 알려 주지 마십시오.\n"
        ),
        "address_told_subject": "계정의 주소가 바뀌었습니다",
        "address_told": (
            "{when}(UTC)에 Allways 계정의 주소가 바뀌었습니다. 이 주소로는 더 이상 메일이 오지 않습니다.\n\n"
            "본인이 아니라면 바로 도시에 알리십시오. 다른 사람이 로그인할 수 있습니다.\n"
        ),
        "unused_subject": "계정이 삭제될 예정입니다",
        "unused": (
            "거의 2년 동안 아무도 Allways 계정을 쓰지 않았습니다. {name}에 계정과 그에 속한 모든 것이 삭제됩니다.\n\n"
            "계정을 유지하려면 그날 전에 한 번 로그인하십시오.\n"
        ),
    },
}  # fmt: skip

# What stays when an account is deleted, and why.
KEPT = {
    "en": (
        "Receipts and bookings, as long as the law of taxes asks, without your name, address or places.",
        "That you agreed to something, for three years after you withdrew it, without your name.",
    ),
    "de": (
        "Belege und Buchungen, solange das Steuerrecht es verlangt, ohne deinen Namen, deine Adresse und Orte.",
        "Dass du in etwas eingewilligt hast, drei Jahre ab dem Widerruf, ohne deinen Namen.",
    ),
    "es": (
        "Recibos y reservas, mientras lo pida la ley de impuestos, sin tu nombre, tu dirección ni lugares.",
        "Que diste un consentimiento, durante tres años desde que lo retiraste, sin tu nombre.",
    ),
    "ko": (
        "영수증과 예약: 세법이 요구하는 기간 동안 이름, 주소, 장소 없이 보관합니다.",
        "동의한 사실: 철회 후 3년 동안 이름 없이 보관합니다.",
    ),
}


def nearest(locale: str) -> str:
    """The language of a locale such as `de-AT`, English where we do not have it."""
    language = locale.replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else "en"
