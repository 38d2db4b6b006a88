"""Where a page leads on to: in its language and variant, and on a shared tablet still on that."""

from urllib.parse import urlencode

from flask import request

from feedback.languages import ENGLISH
from feedback.public.kiosks import read_kiosk
from feedback.questionnaires.definition import Variant
from feedback.web.languages import get_offer


def link_on(path: str, easy: bool, **more: str) -> str:
    """`path` for whoever reads this page."""
    tag, kiosk = get_offer().language.tag, read_kiosk(request.args.get("kiosk", ""))
    chosen = {
        "lang": "" if tag == ENGLISH.tag else tag,
        "variant": Variant.EASY_READ.value if easy else "",
        "kiosk": kiosk.code if kiosk else "",
        **more,
    }
    kept = {name: value for name, value in chosen.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path
