"""Words in four languages: `tr`, `trn` and `trc` look up what people see and hear. English is the key."""

from mobile.i18n.catalogue import LANGUAGES, current, system_language, tr, trc, trn, use

__all__ = ["LANGUAGES", "current", "system_language", "tr", "trc", "trn", "use"]
