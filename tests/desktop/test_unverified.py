"""What the official text was not seen of says so wherever it is offered or counted, and is read back as it is offered."""

import openpyxl
import pytest

from desktop.exchange.writing import template
from desktop.reports.formatting import figure_major
from desktop.ui.home.home_page import _code
from models.entities.people import Student
from models.schema import codes
from models.schema.fields import field_map
from models.statistics.overview import Share
from models.words import LANGUAGES, use_language


@pytest.fixture(params=LANGUAGES)
def language(request):
    use_language(request.param)
    yield request.param
    use_language("zh_CN")


def doubtful():
    return [(name, code) for name in codes.table_names() for code in codes.table(name) if not code.verified]


def test_every_unverified_code_is_read_as_it_is_offered(language):
    found = doubtful()
    assert len({name for name, _code in found}) > 10
    for name, code in found:
        told = code.told()
        assert told != code.name
        assert codes.table(name).find(told) is codes.table(name).find(code.name), (name, told)


def test_the_drop_downs_of_a_template_say_it_and_are_read_back(tmp_path):
    template(Student, tmp_path / "模板.xlsx")
    lists = openpyxl.load_workbook(tmp_path / "模板.xlsx")["代码表"]
    columns = [[cell.value for cell in column if cell.value] for column in lists.columns]
    offered = {title: names for title, *names in (column for column in columns if column)}
    field = field_map(Student)["marital_status"]
    assert offered[field.title] == [code.told() for code in codes.table("marital-status")]
    assert all(name.endswith("（未核实）") for name in offered[field.title])
    for name, code in zip(offered[field.title], codes.table("marital-status"), strict=True):
        assert field.read(name) == (code.code, ())
    assert not any("未核实" in name for name in offered[field_map(Student)["gender"].title])


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [("610120", "咖啡生产与工艺", "咖啡生产与工艺（未核实）"), ("610101", "种子生产技术", "种子生产技术"),
     ("", "自设专业", "自设专业"), ("610120", "", "未填专业")],
)  # fmt: skip
def test_a_line_of_figures_by_major_says_it(code, name, said):
    assert figure_major(code, name) == said


def test_a_share_on_the_home_page_says_it():
    skill = next(code for code in codes.table("skill-level") if not code.verified)
    assert _code("skill-level", Share(skill.code, None)) == skill.told(skill.short)
