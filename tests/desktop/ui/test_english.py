"""In English every word of the program is English: what stays Chinese was typed by a person or published by an office."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtGui import QAccessible

from desktop import app
from desktop.ui.kit.settings import Settings
from models.schema.codes import CLASSIFICATIONS, table, table_names
from models.schema.fields import entities
from models.words import LANGUAGES, use_language
from tests.desktop.ui.conftest import SIZES
from tests.desktop.ui.describing import described
from tests.tour import scenes
from tests.tour.school import USER

LOOKED_AT = (
    "page-home", "list-student", "list-order-class", "form-student", "form-placement", "form-codes", "filter-code", "beside-*", "print-roster", "act-arrange",
)  # fmt: skip
ROOT = Path(__file__).parents[3]
_CHINESE = re.compile("[㐀-鿿]+")


def runs(text):
    """The stretches of Chinese in a text."""
    return set(_CHINESE.findall(text))


def typed(database):
    """What people typed and offices published: the Chinese of the records and of whole classifications."""
    found = set()
    with database.reading() as connection:
        for entity in entities():
            columns = [column for column in entity.table().c if isinstance(column.type, sa.Text | sa.String)]
            for row in connection.execute(sa.select(*columns)) if columns else ():
                found.update(*(runs(value) for value in row if isinstance(value, str)))
    for name in CLASSIFICATIONS:
        for code in table(name):
            found |= runs(code.name) | runs(code.short)
    return found


def untranslated(words, known):
    """The Chinese of a screen that nobody typed; what is masked or cut still begins as it was typed."""
    return {run for run in runs(words) if run not in known and not any(one.startswith(run) for one in known)}


@pytest.fixture
def english(qapp, hand):
    app.speak("en")
    QAccessible.setActive(True)
    hand.forget()
    yield
    QAccessible.setActive(False)
    app.speak("zh_CN")
    app.dress(Settings())
    hand.forget()


def test_a_chinese_word_of_an_english_screen_is_data(english, hand, request):
    every, found = request.config.getoption("--every-scene"), {}
    for scene in scenes.chosen() if every else scenes.chosen(LOOKED_AT):
        with hand.opened(scene, SIZES[0]) as guide:
            words = described(list(guide.roots()))
            found |= dict.fromkeys(untranslated(words, typed(guide.database) | {USER, *LANGUAGES.values()}), scene.name)
    assert found == {}


def test_it_is_noticed_where_a_word_stays_chinese():
    assert untranslated("沈阳**** 张三 female, 待签", {"沈阳市浑南区", "张三"}) == {"待签"}


def test_sentences_of_acts_and_records_name_codes_in_the_language_in_use():
    named = re.compile(r'table\("[a-z-]+"\)\.name\(')
    places = [path for folder in ("acts", "entities", "rules") for path in (ROOT / "models" / folder).rglob("*.py")]
    told = {path.name: len(named.findall(path.read_text("utf-8"))) for path in places}
    assert {name: count for name, count in told.items() if count} == {"exam_checks.py": 1}  # it reads what a body wrote


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_a_code_is_read_back_as_the_code_whatever_language_it_was_written_in(language):
    try:
        use_language(language)
        told = [
            (name, word, code.code)
            for name in table_names()
            for code in table(name)
            for word in (code.label, code.brief)
            if name not in CLASSIFICATIONS
        ]
    finally:
        use_language("zh_CN")
    assert len(told) > 900
    read = [(name, word, found and found.code) for name, word, _code in told for found in (table(name).find(word),)]
    assert read == told
    assert language == "zh_CN" or [word for _name, word, _code in told if runs(word)] == []
