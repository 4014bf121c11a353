"""The danger guard: what people write when it is urgent, and what only sounds like it."""

from __future__ import annotations

import pytest

from bot.domain.danger import is_danger

URGENT_DA = """
Der er en mand med en kniv nede i opgangen
Min nabo slår sin kone lige nu, jeg kan høre hende skrige
Hjælp, de er ved at bryde ind hos mig
Der bliver skudt ude på parkeringspladsen
Der er brand i kælderen og der kommer sort røg op
En dreng ligger på jorden og bløder
Han har lige stukket en dreng ved kiosken
Jeg kan ikke mere. Jeg vil ikke leve længere
Min søn siger at han vil tage sit eget liv
De truer min bror med en pistol
Kom hurtigt, han er ved at slå hende ihjel
Min far kvæler min mor
Der ligger en bevidstløs kvinde ved legepladsen
En flok unge tæver en fyr bag Netto
Han står uden for min dør og råber, jeg er bange
Jeg er blevet stukket ned
Det brænder i nummer 14
min eks sparker døren ind
De har lige overfaldet en gammel mand ved tunnelen
Jeg tror han vil dræbe mig
Der er en med kniv ved fodboldbanen
De skyder ude foran, det er ikke fyrværkeri
Det er ikke fyrværkeri de skyder med pistol
For to uger siden slog han min bror og nu står han her med en kniv
Hun trækker ikke vejret
Siden sidste uge slår han mig hver dag
I dag truer de mig igen med kniv
Nu har han en kniv
"""
HARMLESS_DA = """
Der er mørkt i tunnelen om aftenen og lamperne virker ikke
De unge kører stærkt på knallert mellem blokkene
Nogen skyder fyrværkeri af midt om natten
Jeg brænder for at gøre noget for de unge
For flere år siden blev der skudt her
Min søn blev stukket af en hveps på legepladsen
Drengene stikker af, når vagten kommer
Det slår mig, at der aldrig er voksne på pladsen
Vi slår en sludder af på bænken hver aften
De sparker en bold mod muren hele natten
De skyder bolden op på altanen
Alle skyder skylden på hinanden
Der lugter af hash i opgangen hver dag
Jeg er bange for at gå alene hjem om aftenen
Naboen har høj musik og banker på væggen
Nogen har ridset min bil og smadret en rude
Jeg vil ikke leve med den larm mere
Der blev stjålet en cykel fra kælderen i nat
Min datter bliver mobbet på vej til skole
Hvornår kommer I med et skud på en løsning?
Lyset slår fra hele tiden
Ungerne løber rundt med vandpistoler
"""
URGENT_EN = """
There is a man with a knife in the stairwell
Someone is shooting outside
My husband is beating me
He's going to kill her
The basement is on fire
A boy is bleeding on the ground
She is unconscious and won't wake up
I want to die
I don't want to live anymore
They are breaking into my flat right now
He has a gun
They're at my door and I'm scared
please help me now he is choking my mother
He says he will stab me
My neighbour is hitting his wife
my dad is hurting my little sister, please come
Somebody just got shot near the playground
A gang is attacking an old man behind the shop
There is smoke coming from the flat below
He is not breathing
We heard shots from the car park
It's not fireworks, someone is shooting
A man with a knife is at the football pitch
He stabbed my brother two weeks ago and now he is here with a gun
He has been beating me since last week
"""
HARMLESS_EN = """
The lights in the tunnel are broken
Kids ride scooters too fast between the blocks
They are shooting fireworks all night in December
Someone was stabbed here three years ago
I took a screenshot of the message
The boys keep shooting the ball at our wall
I am killing time at the bus stop and see the dealing every day
My son needs a flu shot
It smells of weed in the stairwell
I feel unsafe walking home at night
A film crew is shooting in our street
My kitchen knife was stolen from the basement
The noise is killing me
They are outside every night smoking
I don't want to live next to a drug dealer
I gave it my best shot
Please help us with the broken door
The fire alarm in our building does not work
Somebody keeps hitting my car door with a bike
"""
URGENT_AR = """
هناك رجل يحمل سكينًا في المدخل
زوجي يضربني الآن وأنا خائفة
هناك حريق في القبو
سمعت إطلاق نار قرب الملعب
شخص ينزف على الأرض
جارتي فاقدة الوعي
يريدون قتلي
ابني يقول إنه يريد أن ينتحر
لا أريد أن أعيش بعد اليوم
يحاولون كسر باب شقتي
الرجل يهدد زوجته بالقتل
في حريق بالمطبخ
زوجي يضربني منذ سنوات
قال إنه سيقتلني بكره
في واحد معو سكينة تحت بالبناية
الحقوني عم يضربني
عم بيطلقوا نار برا
جوزي عم يخنقني
ابن الجيران مطعون وما عم يتنفس
بدهن يقتلوني
في ناس عم يخلعوا باب البيت هلق
البيت عم يحترق
ما عاد بدي عيش
رح اموت حالي
عم يقوسوا قدام البناية
اكو واحد شايل سلاح يم المدرسة
ديضربون الولد هسه
عتقوني راه كيضربني
هو على الباب وأنا لحالي
خطفوا أخي من قدام المدرسة
مو ألعاب نارية، هاد صوت رصاص
ساعدوني بسرعة
قال رح يضربني بكره كمان
"""
HARMLESS_AR = """
المصباح في النفق معطل منذ أسابيع
الأطفال يلعبون بالألعاب النارية كل ليلة
رائحة الحشيش في الدرج كل يوم
أخاف أن أمشي وحدي في الليل
الدرج وسخ والمصعد معطل
هناك شباب يقودون الدراجات بسرعة بين البيوت
قبل سنة كان في إطلاق نار هون
شفنا فيلم عن السلاح بالمدرسة
يضرب الأولاد الكرة على الحائط كل ليلة
بيضربوا زمور كل الليل وما منقدر ننام
هو هنا كل يوم ويبيع الحشيش
سرقوا دراجة ابني من القبو الأسبوع الماضي
ما في إضاءة كافية عند موقف الباص
الولد مسكين، كلهم بيضحكوا عليه
الأولاد عم يلعبوا بمسدس مي
ما بدي عيش هون، الضجة كتير قوية
الريحة بالدرج بتخنق
ساعدوني بموضوع الإنارة لو سمحتوا
نبحث عن الحارس ولا نجده أبدًا
الأسعار غالية والشباب بلا شغل
"""


def lines(*texts: str) -> list[str]:
    return [line for text in texts for line in text.strip().splitlines()]


@pytest.mark.parametrize("words", lines(URGENT_DA, URGENT_EN, URGENT_AR))
def test_danger_now_is_heard(words: str) -> None:
    assert is_danger(words)


@pytest.mark.parametrize("words", lines(HARMLESS_DA, HARMLESS_EN, HARMLESS_AR))
def test_what_only_sounds_like_danger_is_let_pass(words: str) -> None:
    assert not is_danger(words)


@pytest.mark.parametrize("words", lines(URGENT_DA, URGENT_EN, URGENT_AR))
def test_danger_is_heard_in_the_middle_of_a_longer_message(words: str) -> None:
    assert is_danger(f"Hej. Lamperne virker ikke. {words.upper()}! Tak for hjælpen.")


def test_every_language_has_its_share_of_phrases() -> None:
    for text in (URGENT_DA, URGENT_EN, URGENT_AR, HARMLESS_DA, HARMLESS_EN, HARMLESS_AR):
        assert len(set(lines(text))) >= 12


@pytest.mark.parametrize("words", ["زَوْجِي يَضْرِبُنِي", "جوزي عم يضــربني", "He’s at my door"])
def test_vowel_signs_stretched_letters_and_curly_quotes_hide_nothing(words: str) -> None:
    assert is_danger(words)


def test_a_long_message_is_judged_quickly() -> None:
    assert not is_danger("truer min de er her ude " * 170)


def test_nothing_is_no_danger() -> None:
    assert not is_danger("")
