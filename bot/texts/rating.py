"""Did it help? What a resident is asked when staff have closed a case."""

from __future__ import annotations

from typing import assert_never

from bot.domain.concerns import Helped
from bot.i18n import Catalog


def question(t: Catalog) -> str:
    return t.pgettext(
        "rating",
        "<b>Did it help?</b> One tap. It is counted for the team and the month only, never for "
        "this case or for anybody.",
    )


def button(t: Catalog, helped: Helped) -> str:
    match helped:
        case Helped.YES:
            return t.pgettext("button", "👍 Yes")
        case Helped.PARTLY:
            return t.pgettext("button", "🤏 Partly")
        case Helped.NO:
            return t.pgettext("button", "👎 No")
        case _:
            assert_never(helped)


def thanks(t: Catalog) -> str:
    return t.pgettext("rating", "Thank you. That helps us to do better.")


def thanks_not_helped(t: Catalog) -> str:
    return t.pgettext(
        "rating",
        "Thank you for saying so. If it is not solved, tap below: the case is open again, and the "
        "same colleague has it where possible.",
    )
