"""The manual: a topic for everything that is declared, no dead link, no word the program does not know, nothing unprinted."""

import argparse
import re
from itertools import pairwise

import pypdfium2
import pytest
from babel.messages.pofile import read_po
from PIL import Image

from desktop.cli import main, parser
from desktop.manual import book, markdown, recipes, reference, topics
from desktop.manual.paper import print_manual
from desktop.reports.catalogue import reports
from desktop.screens.pages import PAGES, page_named
from models.acts.catalogue import acts
from models.resources import resource
from models.rules.regulation import NUMBERS, RULES
from models.rules.rule import REGULATION_2016
from models.schema.fields import entities, entity_named, fields_of
from models.statistics.measured import MEASURES
from models.words import use_language

MOST = 4 * 1024 * 1024  # bytes of all pictures together
HAN = re.compile("[一-鿿]")
PARTS = ("**做什么用**", "**开始以前**", "## 会看到什么", "## 不对的时候")


@pytest.fixture(scope="module")
def pages():
    """Every topic with its pieces."""
    return {topic.name: markdown.pieces(topic.text) for topic in book.contents()}


def spans(pieces):
    for piece in pieces:
        yield from piece.spans
        for row in piece.rows:
            for cell in row:
                yield from cell


def places(pieces):
    return {span.place for span in spans(pieces) if span.place}


def test_every_declared_thing_has_a_topic(pages):
    wanted = {topics.of_page(page.key) for page in PAGES}
    wanted |= {topics.of_act(act.name) for act in acts()}
    wanted |= {topics.of_entity(entity) for entity in entities()}
    wanted |= {topics.of_rule(number) for number in NUMBERS}
    wanted |= {topics.of_paper(report.name) for report in reports()}
    assert wanted - pages.keys() == set()
    assert {book.find(name).name for name in wanted} == wanted


def test_every_field_and_measure_has_its_place(pages):
    for entity in entities():
        told = places(pages[topics.of_entity(entity)])
        assert {field.name for field in fields_of(entity)} - told == set(), entity.__tablename__
    assert places(pages[topics.MEASURES]) == set(MEASURES)
    for act in acts():
        assert {field.name for field in act.fields} - places(pages[topics.of_act(act.name)]) == set(), act.name


def test_no_link_is_dead(pages):
    names = {page.key for page in PAGES}
    dead = []
    for name, pieces in pages.items():
        for link in (span.to for span in spans(pieces) if span.to):
            if link.startswith(topics.OPEN):
                kind, _slash, target = link.removeprefix(topics.OPEN).partition("/")
                known = {
                    "page": names,
                    "list": {e.__tablename__ for e in entities()},
                    "paper": {r.name for r in reports()},
                }
                alive = target in known[kind]
            else:
                topic, _hash, place = link.partition("#")
                alive = topic in pages and (not place or place in places(pages[topic]))
            dead += [] if alive else [(name, link)]
    assert dead == []


def test_every_quoted_sentence_is_said_by_the_program():
    """Of what stands in quotation marks every part between the dots, which stand for what differs."""
    said = "\n".join(_texts())
    told = [
        (recipe.name, quoted)
        for recipe in recipes.recipes()
        for quoted in re.findall("“([^”]+)”", recipe.text)
        if any(part not in said for part in re.split("…+", quoted))
    ]
    assert told == []
    assert "从不存在的一句话" not in said


def _texts():
    with resource("locale", "shuangyuan.pot").open("rb") as file:
        return [
            text
            for message in read_po(file)
            if message.id
            for text in ([message.id] if isinstance(message.id, str) else message.id)
        ]


def _sayings():
    """What the program says: its texts, those with something in them as patterns."""
    texts = _texts()
    exact = {text.removesuffix("…") for text in texts}
    gaps = [
        re.escape(text.removesuffix("…"))
        for text in texts
        if "{" in text and len(HAN.findall(re.sub("{[^}]*}", "", text))) > 1
    ]
    return exact, re.compile("|".join(re.sub(r"\\\{.*?\\\}", ".+", text) for text in gaps))


def test_every_marked_word_is_said_by_the_program():
    exact, patterns = _sayings()
    unknown = [
        (recipe.name, mark)
        for recipe in recipes.recipes()
        for mark in recipe.marks
        if mark.removesuffix("…") not in exact and not patterns.fullmatch(mark.removesuffix("…"))
    ]
    assert unknown == []
    assert "从不存在的按钮" not in exact
    assert not patterns.fullmatch("从不存在的按钮")


def test_a_recipe_is_whole_and_about_something(pages):
    found = recipes.recipes()
    assert len(found) >= 25
    for recipe in found:
        assert [part for part in PARTS if part not in recipe.text] == [], recipe.name
        assert re.search(r"^1\. ", recipe.text, re.MULTILINE), recipe.name
        assert set(recipe.about) - pages.keys() == set(), recipe.name
        assert len(recipe.text) < 2600, recipe.name  # a page


def test_pictures_are_there_small_and_of_their_walk():
    folder = recipes.folder() / "pictures"
    wanted = {name: recipe.name for recipe in recipes.recipes() for name in recipe.pictures}
    there = {file.stem: file for file in folder.glob("*.png")}
    assert wanted.keys() == there.keys()
    assert sum(file.stat().st_size for file in there.values()) < MOST
    for name, recipe in wanted.items():
        with Image.open(there[name]) as picture:
            assert picture.text["walk"] == recipe, name


def test_an_article_nobody_vouches_for_is_not_shown_as_one():
    told = {one: reference.clause_of(one) for one in RULES}
    for one, words in told.items():
        assert ("未核实" in words) is (not one.article)
        assert one.document in words
        assert (one.article or "未核实") in words
    assert any(not one.article for one in RULES)
    assert any(one.regulation is REGULATION_2016 and one.article for one in RULES)


@pytest.mark.parametrize(("number", "said"), [("R-INT-02", "16 周岁"), ("R-INT-10", "10%"), ("R-INT-16", "80%")])
def test_a_rule_says_its_threshold(number, said):
    assert said in reference.rule(number)
    assert "{limit}" not in reference.rule(number)


@pytest.mark.parametrize(
    ("entity", "field", "said"),
    [("student", "id_number", ("必填", "证件号，遮盖")), ("student", "status", ("选一项", "只能由办理改变")),
     ("student", "age", ("自动",)), ("term", "academic_year", ("如 2026-2027",)), ("student", "school_class", ("register/school-class",)),
     ("student", "gender", ("男", "女"))],
)  # fmt: skip
def test_a_field_says_what_it_takes(entity, field, said):
    line = next(line for line in reference.register(entity_named(entity)).splitlines() if f"{{#{field}}}" in line)
    assert [words for words in said if words not in line] == []


def test_every_command_and_option_is_told():
    told = reference.commands()
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, verb in action.choices.items():
                assert f"## {name} " in told
                options = [option for one in verb._actions for option in one.option_strings if option.startswith("--")]
                assert [one for one in options if one != "--help" and one not in told] == []


def test_the_reference_is_told_in_english():
    use_language("en")
    try:
        for text in (reference.keyboard(), reference.measures(), reference.screen(page_named("home"))):
            lines = [
                line for line in text.splitlines() if HAN.search(re.sub(r"\{#[^}]*\}|\[[^]]*\]|<[^>]*>", "", line))
            ]
            assert lines == [], lines[:3]
    finally:
        use_language("zh_CN")


def test_the_whole_is_printed_with_every_glyph(tmp_path):
    printed = print_manual(tmp_path / "手册.pdf")
    assert printed.missing == ()
    document = pypdfium2.PdfDocument(tmp_path / "手册.pdf")
    assert len(document) == printed.pages > 60
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    flat = re.sub(r"\s", "", text)
    for topic in book.contents():
        if topic.group != book.WINDOW:
            assert re.sub(r"\s", "", topic.title) in flat, topic.name
    assert "打开列表" not in flat  # paper opens nothing
    first = re.sub(r"\s", "", document[0].get_textpage().get_text_bounded())
    recipe = recipes.recipes()[0]
    number = int(re.search(re.escape(re.sub(r"\s", "", recipe.title)) + r"(\d)", first)[1])
    assert re.sub(r"\s", "", recipe.title) in re.sub(r"\s", "", document[number - 1].get_textpage().get_text_bounded())


def test_a_recipe_runs_over_its_page_for_a_second_picture_only(tmp_path, pages):
    print_manual(tmp_path / "手册.pdf")
    flat = [
        re.sub(r"\s", "", page.get_textpage().get_text_bounded())
        for page in pypdfium2.PdfDocument(tmp_path / "手册.pdf")
    ]
    starts = [
        next(at for at, text in enumerate(flat) if text.startswith(re.sub(r"\s", "", recipe.title)))
        for recipe in recipes.recipes()
    ]
    lengths = [after - at for at, after in pairwise(starts)]
    pictures = [
        sum(piece.kind == "picture" for piece in pages[f"recipe/{recipe.name}"]) for recipe in recipes.recipes()
    ]
    assert lengths == [max(count, 1) for count in pictures][:-1]


def test_the_command_lists_shows_and_refuses(capsys, tmp_path):
    assert main(["manual"]) == 0
    assert "recipe/first-start" in capsys.readouterr().out
    assert main(["manual", "休学"]) == 0
    assert capsys.readouterr().out.startswith("# 休学")
    assert main(["manual", "毕业审合"]) == 2
    assert "毕业审核" in capsys.readouterr().err
    assert main(["manual", "--pdf", str(tmp_path / "手册.txt")]) == 2
    assert not (tmp_path / "手册.txt").exists()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("# 一\n\n二", ["heading", "text"]), ("1. 一\n   - 二\n2. 三", ["item", "item", "item"]), ("> 注意", ["quote"]),
     ("| a | b |\n| --- | --- |\n| 1 | 2 |", ["table"]), ("![说明](pictures/a.png)", ["picture"]), ("```\nx\n```", ["code"])],
)  # fmt: skip
def test_markdown_is_read_as_pieces(text, kinds):
    assert [piece.kind for piece in markdown.pieces(text)] == kinds


def test_items_have_their_labels_words_their_marks():
    one, below, two = markdown.pieces("1. 按【保存】\n   - 或 **Ctrl+S**\n2. 看[首页](open/page/home)")
    assert [(piece.label, piece.depth) for piece in (one, below, two)] == [("1.", 1), ("•", 2), ("2.", 1)]
    assert [span.words for span in one.spans] == ["按", "【保存】"]
    assert one.spans[1].strong
    assert two.spans[1].to == "open/page/home"
    assert "&lt;b&gt;" in markdown.html("<b>不是标记</b>")


def test_a_file_that_is_no_recipe_is_told(tmp_path):
    file = tmp_path / "01-x.md"
    file.write_text("# 没有写关于什么\n", "utf-8")
    with pytest.raises(ValueError, match="01-x"):
        recipes.read(file)
