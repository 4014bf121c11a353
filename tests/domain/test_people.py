"""Languages proposed, and what roles and areas open."""

from __future__ import annotations

import pytest

from bot.domain.errors import NotAllowed
from bot.domain.ids import ChatId, ModeratorId, OrganisationId, ProfileId
from bot.domain.people import Lang, Moderator, Profile, Speaker
from bot.domain.roles import Deed, Role


def colleague(*roles: Role, language: Lang = Lang.DA) -> Moderator:
    return Moderator(
        id=ModeratorId(b"m" * 16),
        organisation=OrganisationId("gladsaxe"),
        pseudonym="GLA-1",
        roles=frozenset(roles),
        language=language,
    )


@pytest.mark.parametrize(
    ("client", "proposed"),
    [
        ("ar", Lang.AR),
        ("ar-LB", Lang.AR),
        ("EN-gb", Lang.EN),
        ("da", Lang.DA),
        ("so", Lang.DA),
        ("", Lang.DA),
        (None, Lang.DA),
    ],
)
def test_the_language_of_the_phone_is_proposed_and_else_danish(
    client: str | None, proposed: Lang
) -> None:
    assert Lang.proposed(client) is proposed


def test_only_arabic_runs_from_right_to_left() -> None:
    assert [lang for lang in Lang if lang.rtl] == [Lang.AR]


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_it_is_for_and_nothing_else(role: Role) -> None:
    person = colleague(role)
    assert person.may(Deed.READ) is (role in {Role.MODERATOR, Role.LEAD})
    assert person.may(Deed.WRITE_BULLETIN) is (role in {Role.PUBLISHER, Role.DUTY_OFFICER})
    for deed in Deed:
        if person.may(deed):
            person.check(deed)
        else:
            with pytest.raises(NotAllowed):
                person.check(deed)


def test_the_chosen_language_goes_before_the_phones() -> None:
    speaker = Speaker(chat=ChatId(5), client_language="en")
    assert speaker.language is Lang.EN
    profile = Profile(id=ProfileId(b"p" * 16), language=Lang.AR)
    assert Speaker(chat=ChatId(5), client_language="en", profile=profile).language is Lang.AR
    staff = Speaker(chat=ChatId(5), client_language="en", moderator=colleague(language=Lang.DA))
    assert staff.language is Lang.DA


def test_who_is_no_colleague_may_do_nothing_of_staff() -> None:
    with pytest.raises(NotAllowed):
        Speaker(chat=ChatId(5)).colleague()


def test_a_speaker_shows_no_chat_when_printed() -> None:
    assert "7345" not in repr(Speaker(chat=ChatId(7345), client_language="ar"))
