"""Every screen, gone to once: what it says, as a text that two runs agree on, and whether it fits every window, flashing nothing."""

from tests.desktop.ui.conftest import GOLDEN
from tests.desktop.ui.describing import COMMON, abridged
from tests.tour import scenes


def test_a_screen_says_what_it_said(scene, walk, request):
    seen, golden = abridged(walk(scene).words, scene.name), GOLDEN / f"{scene.name}.txt"
    if request.config.getoption("--write-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(seen, "utf-8")
    assert golden.exists(), "a new scene: pytest --write-golden -k the scene's name"
    assert seen == golden.read_text("utf-8"), (
        f"if it is meant so: pytest --write-golden -k '[{scene.name}]', and read the diff"
    )


def test_a_screen_fits_every_window(scene, walk):
    assert walk(scene).faults == []


def test_nothing_flashes_as_a_window_of_its_own(scene, walk):
    assert walk(scene).strays == []


def test_nothing_is_known_by_an_address_that_qt_may_give_away(scene, walk):
    assert walk(scene).held == {}


WHOLE = """— MainWindow
  Navigation: 首页 学生* 导入
    RadioButton: 导入为学生  (on)
    RadioButton: 导入为专业
  EditableText: 姓名 = 张三
  EditableText: 民族
    Button
  EditableText: 学号  (focus)
    Button
  Grouping: 性别
  Grouping: 学制
    RadioButton: 三年
  Client  (off duty)
    EditableText: 曾用名  (off duty, read only)
      Button  (off duty)
  Client  (off duty)
    Client  (off duty)
      Grouping: 残疾  (off duty)
  Client  (off duty)
    EditableText: 年龄 = 18  (off duty, read only)
  Client  (off duty)
    EditableText: 学号 = 3  (off duty)
  EditableText: 学籍号，已隐藏 = G2***  (read only)
  Button: 保存
"""
PLACES = """— MainWindow
  Navigation: 学生*
    RadioButton: 导入为学生  (on)
"""
FIELDS = """  EditableText: 姓名 = 张三
  EditableText: 学号  (focus)
    Button
  Grouping: 学制
    RadioButton: 三年
  Client  (off duty)
    EditableText: 学号 = 3  (off duty)
  EditableText: 学籍号，已隐藏 = G2***  (read only)
  Button: 保存
"""


def test_what_many_screens_show_is_told_of_one():
    whole_places, whole_fields = WHOLE.partition("  EditableText")[0], "".join(WHOLE.partition("  EditableText")[1:])
    assert abridged(WHOLE, COMMON[0]) == WHOLE
    assert abridged(WHOLE, COMMON[1]) == PLACES + whole_fields
    assert abridged(WHOLE, "form-errors") == PLACES + FIELDS
    assert abridged(WHOLE, "list-student") == PLACES + whole_fields
    rights = "  StaticText: 查看\n" + "".join(
        f"  StaticText: {n}\n  CheckBox: {n} 查看  (on)\n" for n in "甲乙丙丁戊己"
    )
    assert (
        abridged(rights + "  StaticText: 全部\n", "roles")
        == rights.partition("  StaticText: 戊")[0] + "  StaticText: 全部\n"
    )
    beside = "  Client: 张三的详情\n    StaticText: 张三\n  Table: 学生列表\n"
    assert abridged(beside, "act-menu") == "  Table: 学生列表\n"
    assert abridged(beside, "list-student") == beside
    waiting = "  Button: 还有 31 项未填：学号、性别等，可稍后补录\n"
    assert abridged(waiting, "form-codes") == "  Button: 还有未填，可稍后补录\n"
    assert abridged(waiting, COMMON[1]) == abridged(waiting, "page-problems") == waiting
    unknown = "  StaticText: 当时规定未收录 2 条：年级、年龄\n"
    assert [abridged(unknown, scene) for scene in ("act-start", COMMON[3])] == [
        "  StaticText: 当时规定未收录\n",
        unknown,
    ]
    assert abridged("  … 166\n", "palette") == "  …\n"
    assert abridged("  … 166\n", "keys") == "  … 166\n"
    assert abridged(WHOLE.replace("学生*", "学生"), "palette").startswith("— MainWindow\n  Navigation:\n")
    assert whole_places + whole_fields == WHOLE


def test_every_golden_screen_is_a_scene():
    known = {scene.name for scene in scenes.chosen()}
    assert {path.stem for path in GOLDEN.glob("*.txt")} <= known


def test_scenes_have_names_of_their_own():
    names = [scene.name for scene in scenes.chosen()]
    assert len(names) == len(set(names)) > 100
    assert {scene.name for scene in scenes.chosen() if scene.main} == set(scenes.MAIN)
