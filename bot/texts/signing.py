"""What is said around the signature under news."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.bulletins import Stage
from bot.i18n import Catalog


def wanted(t: Catalog) -> str:
    return t.pgettext("signing", "✍️ News for areas waits for your signature.")


def button_look(t: Catalog) -> str:
    return t.pgettext("button", "👁 Read and sign")


def button_others(t: Catalog) -> str:
    return t.pgettext("button", "✍️ All that waits")


def button_sign(t: Catalog) -> str:
    return t.pgettext("button", "✅ Sign")


def button_return(t: Catalog) -> str:
    return t.pgettext("button", "↩️ Return unsigned")


def button_take_up(t: Catalog) -> str:
    return t.pgettext("button", "✏️ Write on")


def waiting(t: Catalog) -> str:
    return t.pgettext("signing", "<b>This waits for a signature</b>\nTap to read and sign.")


def nothing_waits(t: Catalog) -> str:
    return t.pgettext("signing", "Nothing waits for your signature.")


def to_sign(t: Catalog, areas: Sequence[str]) -> str:
    return t.pgettext(
        "signing",
        "It goes to those who follow {areas}. Your signature counts for exactly these words and "
        "areas. If anything is changed, it must be signed again.",
        areas=t.listed(list(areas)),
    )


def signed(t: Catalog, *, later: bool) -> str:
    if later:
        return t.pgettext("signing", "✅ Signed. It leaves at the time that was set.")
    return t.pgettext("signing", "✅ Signed. It is being sent.")


def returned(t: Catalog) -> str:
    return t.pgettext("signing", "↩️ Returned. Its author has been told.")


def given_back(t: Catalog) -> str:
    return t.pgettext("signing", "↩️ Your news was returned unsigned.")


def not_left_yet(t: Catalog, stage: Stage) -> str:
    if stage is Stage.PROPOSED:
        return t.pgettext("signing", "It waits for a signature.")
    if stage is Stage.SIGNED:
        return t.pgettext("signing", "It is signed and leaves at the time that was set.")
    return t.pgettext("signing", "It was returned unsigned, or taken back.")
