import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from models.schema.codes import table, table_names
from models.schema.fields import entities, entity_named, fields_of
from models.schema.types import Code, MultiCode
from tests import factories

ROOT = Path(__file__).resolve().parents[3]

# GB/T 3304-1991
ETHNIC_GROUPS = """
汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族
佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族
阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族
珞巴族 基诺族
"""


def test_every_table_a_field_names_is_there():
    types = [field.type for entity in entities() for field in fields_of(entity)]
    named = {kind.table for kind in types if isinstance(kind, Code | MultiCode)}
    assert named <= set(table_names())
    assert len(named) > 60


@pytest.mark.parametrize("name", table_names())
def test_codes_are_unique_and_every_word_of_the_file_finds_its_own_code(name):
    codes = table(name)
    assert len({code.code for code in codes}) == len(codes) > 0
    for code in codes:
        assert code.name, code
        assert code.short, code
        assert code.parent == "" or code.parent in codes or name == "major", code
        assert code.valid_to is None or code.valid_from is None or code.valid_from <= code.valid_to, code
        for word in (code.code, code.name, *code.aliases):
            assert codes.find(word) is code, f"{name}: {word} of {code.code} means another code"


def test_an_unknown_table_is_named():
    with pytest.raises(KeyError, match="no-such-table"):
        table("no-such-table")


def test_the_56_ethnic_groups():
    groups = [code.name for code in table("ethnicity") if code.name.endswith("族")]
    assert groups == ETHNIC_GROUPS.split()
    assert len(groups) == 56
    assert [code.code for code in table("ethnicity")][56:] == ["97", "98"]


FOUND = [
    ("gender", "男", "1"), ("gender", " 男\u3000", "1"), ("gender", "男性", "1"), ("gender", "M", "1"),
    ("gender", "m", "1"), ("gender", "１", "1"), ("gender", "01", "1"), ("gender", "女生", "2"), ("gender", "2", "2"),
    ("ethnicity", "汉", "01"), ("ethnicity", "汉族", "01"), ("ethnicity", "1", "01"), ("ethnicity", "01", "01"),
    ("ethnicity", "锡伯", "38"), ("ethnicity", "维族", "05"), ("ethnicity", "土", "30"), ("ethnicity", "土家", "15"),
    ("ethnicity", "其他族", "97"), ("ethnicity", "白", "14"), ("ethnicity", "傈僳", "20"),
    ("political-status", "团员", "03"), ("political-status", "党员", "01"), ("political-status", "预备党员", "02"),
    ("political-status", "3", "03"), ("political-status", "13", "13"), ("political-status", "无党派民主人士", "12"),
    ("placement-kind", "顶岗实习", "2"), ("placement-kind", "顶岗", "2"), ("placement-kind", "跟岗实习", "2"),
    ("hukou-type", "农村户口", "1"), ("hukou-type", "农业户口", "1"), ("hukou-type", "城镇", "2"),
    ("boarding", "是", "2"), ("boarding", "住宿", "2"), ("boarding", "走读生", "1"),
    ("residence-type", "市", "4"), ("duration", "3", "3"), ("duration", "3年", "3"), ("duration", "三年", "3"),
    ("duration", "二年制", "2"), ("duration", "1.5年", "1.5"), ("duration", "五年一贯制", "5"),
    ("segment-mode", "3+2", "2"), ("segment-mode", "３＋２", "2"), ("segment-mode", "五年一贯", "3"),
    ("identity-document-type", "身份证", "1"), ("identity-document-type", "b", "B"),
    ("identity-document-type", "户口本", "B"), ("student-status", "转出", "10"),
    ("student-status", "转学(转出)", "10"), ("student-status", "入伍", "21"), ("status-change-kind", "入伍", "19"),
    ("certificate-level", "中级", "2"), ("certificate-level", "四级", "22"), ("skill-level", "中级工", "4"), ("skill-level", "高级", "3"),
    ("cooperation-mode", "订单班", "01"), ("cooperation-mode", "现代学徒", "03"), ("group-role", "牵头", "01"),
    ("group-role", "理事长", "02"), ("unit-nature", "民营", "39"), ("enterprise-size", "小型企业", "3"),
    ("industry", "汽车制造", "36"), ("industry", "农、林、牧、渔业", "A"), ("industry", "c", "C"),
    ("industry", "餐饮", "62"), ("industry", "KTV", "9011"), ("labour-grade", "Ⅲ", "3"), ("labour-grade", "III", "3"),
    ("major", "机电一体化", "460301"), ("major", "数控技术应用专业", "660103"), ("major", "570102k", "570102K"),
    ("major-class", "46", "66"), ("major-class", "装备制造", "66"),
    ("certificate-catalogue", "Web前端开发职业技能等级证书", "2"), ("certificate-catalogue", "web前端开发", "2"),
    ("certificate-catalogue", "建筑信息模型(BIM)", "1"), ("specialised-level", '国家级专精特新"小巨人"', "1"),
    ("region", "和平区", "210102"), ("region", "沈阳", "210100"), ("region", "东陵区", "210112"),
    ("region", "辽中县", "210122"), ("region", "辽宁省鞍山市铁西区", "210303"), ("region", "鞍山铁西区", "210303"),
    ("region", "天津市和平区", "120101"), ("region", "内蒙古", "150000"), ("region", "吉林", "220000"),
    ("region", "吉林市", "220200"), ("region", "朝阳", "211300"), ("region", "瓦房店市", "210281"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "code"), FOUND)
def test_what_clerks_write_is_found(name, text, code):
    found = table(name).find(text)
    assert found is not None
    assert found.code == code


NOT_FOUND = [
    ("gender", "南"), ("gender", "3"), ("gender", ""), ("gender", " "), ("ethnicity", "汗族"), ("ethnicity", "99"),
    ("ethnicity", "族"), ("political-status", "共青团圆"), ("political-status", "99"), ("certificate-level", "特级"),
    ("certificate-level", "六级"), ("status-change-kind", "转学"), ("group-kind", "联盟"), ("region", "鼓楼区"),
    ("major", "护理"), ("health", "4"), ("hardship", "特困"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), NOT_FOUND)
def test_what_is_wrong_or_would_be_a_guess_is_not_found(name, text):
    assert table(name).find(text) is None


def test_reading_codes():
    political = table("political-status")
    assert political["03"].name == "共青团员"
    assert political["03"].short == "团员"
    assert political.name("77") == "77"
    assert political.get("77") is None
    assert "03" in political
    with pytest.raises(KeyError):
        political["77"]


@pytest.mark.parametrize(
    ("name", "text", "first"),
    [
        ("political-status", "共青团圆", "共青团员"),
        ("industry", "汽车制造厂业", "汽车制造业"),
        ("major", "机电一体化技木", "机电一体化技术"),
    ],
)
def test_the_nearest_comes_first(name, text, first):
    near = table(name).nearest(text)
    assert near[0].name == first
    assert len(near) <= 3


def test_nothing_is_near_to_nonsense():
    assert table("gender").nearest("qqqq") == ()


def test_validity():
    regions = table("region")
    county, district = regions["210122"], regions["210115"]
    assert county in regions.valid_on(date(2010, 1, 1))
    assert district not in regions.valid_on(date(2010, 1, 1))
    assert county not in regions.valid_on(date(2020, 1, 1))
    assert district in regions.valid_on(date(2020, 1, 1))


def test_regions_of_liaoning():
    regions = table("region")
    cities = [r.short for r in regions.valid_on(date(2020, 1, 1)) if r.parent == "210000"]
    assert cities == [
        "沈阳市", "大连市", "鞍山市", "抚顺市", "本溪市", "丹东市", "锦州市", "营口市", "阜新市", "辽阳市", "盘锦市", "铁岭市", "朝阳市",
        "葫芦岛市",
    ]  # fmt: skip
    assert len([r for r in regions.valid_on(date(2020, 1, 1)) if not r.parent]) == 34
    assert regions.name("210102") == "辽宁省沈阳市和平区"


def test_statuses_that_count():
    codes = table("student-status")
    assert [c.code for c in codes if c.extra["counts_registered"] == "1"] == ["01", "02", "04", "05", "13", "21"]
    assert [c.code for c in codes if c.extra["counts_present"] == "1"] == ["01", "05"]


def test_events_shown_to_secondary_schools():
    shown = [c.code for c in table("status-change-kind") if c.extra["default_shown"] == "1"]
    assert shown == [
        "02",
        "03",
        "11",
        "12",
        "16",
        "17",
        "19",
        "21",
        "22",
        "23",
        "29",
        "31",
        "42",
        "51",
        "60",
        "61",
        "62",
        "63",
        "99",
    ]


def test_industry_is_a_tree():
    codes = table("industry")
    assert [c.code for c in codes if not c.parent] == list("ABCDEFGHIJKLMNOPQRST")
    assert [c.code for c in codes if len(c.code) == 2] == [f"{n:02d}" for n in range(1, 98)]
    assert Counter(len(c.code) for c in codes if c.parent) == {2: 97, 3: 473, 4: 1382}
    for code in codes:
        assert not code.parent or (code.parent == code.code[:-1] or len(code.code) == 2)
    assert codes[codes["623"].parent].parent == "H"
    assert [c.code for c in codes if not c.verified] == ["923", "7289", "9231", "9232", "9233"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("C3670", "3670"), ("c36", "36"), ("Ｃ36", "36"), ("36", "36"), ("367", "367"), ("1", "01"), ("A01", "01"),
     ("C36 汽车制造业", "36"), ("3670汽车零部件及配件制造", "3670"), ("汽车零部件及配件制造", "367"), ("C", "C"),
     ("基层群众自治组织及其他组织", "96"), ("D36", None), ("C01", None), ("CC36", None), ("C99", None)],
)  # fmt: skip
def test_an_industry_is_found_by_letter_form_number_or_name(text, code):
    found = table("industry").find(text)
    assert (found and found.code) == code


def test_every_industry_is_found_by_what_is_printed_of_it():
    codes = table("industry")
    for code in codes:
        assert codes.find(codes.number(code)) is code
        assert codes.find(code.name) is code


def test_majors_agree_with_their_classes():
    classes, levels = table("major-class"), table("school-level")
    assert Counter(len(c.code) for c in classes) == {2: 19, 4: 277}
    for major in table("major"):
        family = classes.find(major.code[:2])
        assert family is not None
        assert classes.path(classes[major.parent]) == (family, classes[major.code[:4]])
        name = levels.name(major.extra["level"])
        assert name == ("中职" if major.code[0] in "67" else "高职本科" if major.code[0] in "23" else "高职专科")
        assert major.name in (major.short, f"{major.short}（{name}）")
    assert Counter(m.extra["level"] for m in table("major")) == {"1": 368, "2": 811, "3": 321}
    assert table("major")["660103"].verified
    assert sum(not m.verified for m in table("major")) == 126


@pytest.mark.parametrize(
    ("code", "name", "begun", "ended"),
    [("330113", "浙江省杭州市临平区", date(2021, 1, 1), None), ("232761", "黑龙江省大兴安岭地区加格达奇区", date(2018, 1, 1), None),
     ("429001", "湖北省随州市（429001）", None, date(2000, 12, 31)), ("653132", "新疆维吾尔自治区喀什地区岑岭县", date(2026, 3, 26), None)],
)  # fmt: skip
def test_divisions_that_changed(code, name, begun, ended):
    region = table("region")[code]
    assert (region.name, region.valid_from, region.valid_to) == (name, begun, ended)
    assert region in table("region").codes
    assert (region in table("region").valid_on(date(2026, 9, 1))) is (ended is None)


def test_what_is_not_verified_says_so():
    added, old = table("industry")["9231"], table("industry")["36"]
    assert (added.doubt, added.told(), added.told("监察")) == ("未核实", "监察委员会（未核实）", "监察（未核实）")
    assert (old.doubt, old.told()) == ("", "汽车制造业")


def test_levels_run_in_opposite_directions():
    levels = table("certificate-level")
    assert [c.name for c in levels if c.extra["scheme"] == "1"] == ["初级", "中级", "高级"]
    assert [c.name for c in levels if c.extra["scheme"] == "2"][1:4] == [
        "五级/初级工",
        "四级/中级工",
        "三级/高级工",
    ]  # upwards
    assert table("skill-level").name("1") == "一级/高级技师"


def test_enterprise_size_rules_are_numbers_that_fall_with_the_size():
    for rule in table("enterprise-size-rule"):
        for quantity in ("staff", "revenue", "assets"):
            steps = [rule.extra[f"{size}_{quantity}"] for size in ("large", "medium", "small")]
            if any(steps):
                large, medium, small = map(int, steps)
                assert large > medium >= small, rule


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("political-status", "少先队员", "13"), ("political-status", "无", "13"), ("political-status", " 学生 ", "13"),
        ("political-status", "普通居民", "13"), ("political-status", "少先队", "13"), ("ethnicity", "穿青人", "97"),
    ],
)  # fmt: skip
def test_doubtful_words_are_read_with_a_warning(name, word, code):
    assert table(name).find(word) is None
    value, complaints = Code(name, strict=True).read(word)
    assert (value, [(c.code, c.fatal) for c in complaints]) == (code, [("doubtful-code", False)])
    assert word.strip() in complaints[0].message


def test_no_doubtful_word_is_a_word_of_its_table():
    for name in table_names():
        found = table(name)
        words = [w for code in found for w in code.extra.get("doubtful", "").split("|") if w]
        assert len(words) == len(set(words))
        assert [w for w in words if found.find(w)] == []


@pytest.mark.parametrize("word", ["港澳台居民居住证", "港澳居民居住证", "台湾居民居住证"])
def test_residence_permits_are_a_document_of_their_own(word):
    assert table("identity-document-type").find(word).code == "Z1"


def test_a_start_reads_none_of_the_large_tables(database, database_path):
    with database.transaction("学生") as tx:
        tx.insert(entity_named("student"), factories.student(1))
    code = f"""
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from desktop.cli import main
done = main(["--database", r"{database_path}", "list", "student", "--format", "csv"])
names = ("industry.csv", "major.csv", "major-class.csv", "region.csv", "order.txt")
print(done, [path for path in opened if path.endswith(names)])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "0 []"
    assert "张" in done.stdout
