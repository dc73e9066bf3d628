"""What the installers are made of, as far as it can be seen without building one."""

import contextlib
import ctypes
import re
import shutil
import struct
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from desktop.cli import DATABASE, main, parser
from models.database.engine import APPLICATION_ID

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "packaging" / "linux"))

import arm  # noqa: E402 - found only after the line above
import bundle  # noqa: E402 - as above
import deb  # noqa: E402 - as above
import debian11  # noqa: E402 - as above
import elf  # noqa: E402 - as above
import icu  # noqa: E402 - as above
import prepare  # noqa: E402 - as above
import trial  # noqa: E402 - as above

TOLD = """
Dynamic Section:
  NEEDED               libglib-2.0.so.0
  NEEDED               libc.so.6
  SONAME               libours.so.1

Version definitions:
1 0x01 0x0c0ea0c0 GLIBC_2.99

Version References:
  required from libc.so.6:
    0x06969194 0x00 03 GLIBC_2.4
    0x06969197 0x00 02 GLIBC_2.17
  required from libother.so:
    0x0b792650 0x00 04 GLIBCXX_3.4.30
"""


def test_the_manual_tells_every_verb_and_option():
    text = deb.manual()
    verbs = dict(deb._verbs(parser()))
    assert len(verbs) > 15
    assert [name for name in verbs if f".SH {name}\n" not in text] == []
    assert "\\-\\-unmasked" in text


@pytest.mark.parametrize(
    ("text", "quoted"),
    [(".SH x", "\\&.SH x"), ("'a", "\\&'a"), ("a\\b", "a\\eb"), ("--to", "\\-\\-to"), ("a\n.b", "a\n\\&.b")],
)
def test_no_line_of_the_manual_is_a_command_by_chance(text, quoted):
    assert deb._quoted(text) == quoted


def test_the_desktop_knows_our_files_by_their_mark():
    kind = ET.parse(deb.FILES / "shuangyuan.xml").getroot()[0]
    inner = kind.find(".//{*}match/{*}match")
    assert (int(inner.get("value"), 16), inner.get("offset")) == (APPLICATION_ID, "68")
    assert f"MimeType={kind.get('type')};" in (deb.FILES / "shuangyuan.desktop").read_text("utf-8").splitlines()


def test_every_place_of_a_file_is_one_of_the_package():
    assert {name for name in deb.PLACES if not (deb.FILES / name).exists()} == set()


def test_the_bundle_leaves_out_nothing_the_program_imports():
    spec = (ROOT / "packaging/shuangyuan.spec").read_text("utf-8")
    left_out = set(re.findall(r'"(PySide6\.\w+)"', spec))
    used = {
        f"PySide6.{name}"
        for path in (ROOT / "desktop").rglob("*.py")
        for name in re.findall(r"PySide6\.(\w+) import|import PySide6\.(\w+)", path.read_text("utf-8"))
        for name in name
        if name
    }
    assert used & left_out == set()
    assert "PySide6.QtWidgets" in used


@pytest.mark.parametrize(
    ("name", "made", "opened"),
    [(f"学校{DATABASE}", True, True), (f"学校{DATABASE}", False, False), ("学校.xlsx", True, False)],
)
def test_a_database_alone_is_opened_in_the_window(tmp_path, monkeypatch, name, made, opened):
    path = tmp_path / name
    if made:
        path.write_bytes(b"")
    seen = []
    monkeypatch.setattr(
        "desktop.cli._open_window", lambda path, *_rest, asking, **_more: seen.append((path, asking)) or 0
    )
    with contextlib.suppress(SystemExit):
        main([str(path)])
    assert seen == ([(path, True)] if opened else [])  # nobody reads a terminal


def library(name, *needed, glibc=(2, 17)):
    return elf.Library(Path(f"/bundle/{name}"), name, frozenset(needed), glibc)


def test_a_library_asks_for_what_it_refers_to_not_for_what_it_defines():
    read = elf.read(Path("libours.so"), TOLD)
    assert (read.name, read.needed, read.glibc) == ("libours.so.1", {"libglib-2.0.so.0", "libc.so.6"}, (2, 17))
    assert elf.read(Path("libnone.so"), "").glibc_text == "-"


@pytest.mark.parametrize(
    ("found", "wanting"),
    [
        ([library("a", "libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2")], {}),
        ([library("a", "b"), library("b")], {}),
        ([library("a", "libGL.so.1")], {}),
        ([library("a", "libgone.so.1"), library("b", "libgone.so.1")], {"libgone.so.1": ["a", "b"]}),
        ([library("a", "libcups.so.1")], {"libcups.so.1": ["a"]}),
    ],
)
def test_what_nobody_brings_is_named_with_who_asks(found, wanting):
    assert elf.lacking(found, deb.declared()) == wanting


@pytest.mark.parametrize(
    ("newest", "limit", "refused"),
    [((2, 31), "2.31", False), ((2, 32), "2.31", True), ((2, 4), "2.31", False), ((2, 36), None, False)],
)
def test_a_library_for_newer_systems_is_refused(monkeypatch, newest, limit, refused):
    monkeypatch.setattr(elf, "libraries", lambda _folder: [library("old"), library("libnew.so", glibc=newest)])
    if refused:
        with pytest.raises(SystemExit, match=r"2\.32.*2\.31.*libnew\.so"):
            deb.looked_through(Path("/bundle"), limit)
    else:
        found = deb.looked_through(Path("/bundle"), limit)
        assert elf.newest_glibc(found) == max(newest, (2, 17))


def test_a_library_nobody_brings_ends_the_making(monkeypatch):
    monkeypatch.setattr(elf, "libraries", lambda _folder: [library("a", "libgone.so.1")])
    with pytest.raises(SystemExit, match=r"libgone\.so\.1 \(a"):
        deb.looked_through(Path("/bundle"), None)


def test_the_package_asks_for_what_the_window_needs_once_and_for_nothing_of_the_tests():
    assert len(deb.needed()) == len(set(deb.needed()))
    assert {"libgl1", "libx11-6"} <= set(deb.needed())
    assert not {"xvfb", "libwayland-client0"} & set(deb.needed())
    assert "libwayland-client0" in deb.needed(*deb.USEFUL)


@pytest.mark.parametrize("security", [{}, {"security": "http://mirror/s"}])
def test_the_old_system_has_its_own_packages_and_the_newer_python(security):
    lines = debian11.sources({"main": "http://mirror/d", **security}).splitlines()
    assert lines[:2] == ["deb http://mirror/d bullseye main", "deb-src http://mirror/d bookworm main"]
    assert lines[2:] == ([f"deb {address} bullseye-security main" for address in security.values()])


def test_mirrors_are_those_apt_uses(monkeypatch):
    told = "bookworm http://m/debian/\nbookworm-security http://m/debian-security/\nnodistro http://m/node/\n"
    monkeypatch.setattr(debian11.subprocess, "check_output", lambda *_words, **_more: told)
    assert debian11.mirrors() == {"main": "http://m/debian/", "security": "http://m/debian-security/"}
    monkeypatch.setattr(debian11.subprocess, "check_output", lambda *_words, **_more: "nodistro http://m/node/\n")
    with pytest.raises(SystemExit):
        debian11.mirrors()


@pytest.mark.parametrize(
    ("ci", "journeys", "status"), [("", "", 0), ("true", "", 1), ("", "required", 1), ("", "no", 0)]
)
def test_a_machine_on_which_packages_cannot_be_tried_is_a_fault_only_where_it_is_required(
    monkeypatch, ci, journeys, status
):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("JOURNEYS", journeys)
    monkeypatch.setattr(trial, "lacking", lambda: ["root"])
    monkeypatch.setattr(trial, "made", lambda: pytest.fail("it is not to be made"))
    with pytest.raises(SystemExit) as ended:
        trial.main()
    assert ended.value.code == status


def _tried(monkeypatch, tmp_path, harm):
    """A trial whose program writes a file into the user's home, and whose removal does what it likes."""

    class Removal:
        def __enter__(self):
            return None

        def __exit__(self, *_exc):
            harm(tmp_path)

    def act(folder, *words):
        if "demo" in words:
            (folder / "学校.db").write_bytes(b"records")

    monkeypatch.setattr(trial, "home", lambda: contextlib.nullcontext(tmp_path))
    monkeypatch.setattr(trial, "installed", lambda _package: Removal())
    monkeypatch.setattr(trial, "as_user", act)
    monkeypatch.setattr(trial, "walk", lambda: None)
    monkeypatch.setattr(trial, "PROGRAM", tmp_path.parent / "gone")
    monkeypatch.setattr(trial, "PLACE", tmp_path.parent / "gone too")
    trial.tried(Path("x.deb"))


@pytest.mark.parametrize(
    "harm",
    [
        lambda home: (home / "学校.db").unlink(),
        lambda home: (home / "学校.db").write_bytes(b"other"),
        lambda home: (home.parent / "gone").mkdir(),
    ],
    ids=["lost", "changed", "program left"],
)
def test_a_removal_that_takes_data_or_leaves_the_program_is_a_fault(monkeypatch, tmp_path, harm):
    (tmp_path / "home").mkdir()
    with pytest.raises(SystemExit):
        _tried(monkeypatch, tmp_path / "home", harm)


def test_a_removal_that_leaves_the_data_is_none(monkeypatch, tmp_path):
    _tried(monkeypatch, tmp_path, lambda _home: None)


KEPT = {"icudt73l/coll/ucadata.icu": b"order", "icudt73l/coll/zh.res": b"pinyin" * 9, "icudt73l/zoneinfo64.res": b"z"}
DROPPED = {"icudt73l/af.res": b"afrikaans", "icudt73l/coll/zu.res": b"zulu", "icudt73l/zh_Hant.res": b"x" * 40}


def collection(contents):
    """Data as ICU lays it out; the head says how long it is, what it is and how its numbers are written."""
    head = struct.pack("<H2sHH4B4s8x", 32, icu._MAGIC, 20, 0, 0, 0, 2, 0, icu._FORMAT).ljust(32, b"\0")
    return icu.collected(head, dict(sorted(contents.items())))


def padded(contents):
    return {name: content + bytes(-len(content) % 16) for name, content in contents.items()}


def test_of_the_data_of_languages_chinese_stays_byte_for_byte():
    whole = collection(KEPT | DROPPED)
    assert icu.items(whole) == padded(dict(sorted((KEPT | DROPPED).items())))
    assert icu.items(icu.smaller(whole)) == padded(KEPT)
    assert icu.found(b"\x7fELF and more" + whole) == whole
    with pytest.raises(ValueError, match="ICU"):
        icu.found(b"\x7fELF and nothing")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("gb18030.cnv", True), ("ibm-1386_P100-2001.cnv", True), ("ibm-1383_P110-1999.cnv", True), ("cnvalias.icu", True),
        ("coll/root.res", True), ("coll/ucadata.icu", True), ("euc-jp-2007.cnv", False), ("unit/zh.res", False), ("unames.icu", False),
    ],
)  # fmt: skip
def test_what_sorts_names_and_reads_chinese_encodings_is_kept(name, kept):
    assert bool(icu.KEPT.fullmatch(name)) == kept


@pytest.mark.skipif(shutil.which("ld") is None, reason="binutils is installed when a bundle is made")
def test_the_smaller_library_has_the_name_and_the_symbol_it_had(tmp_path):
    library = tmp_path / "libicudata.so.73"
    library.write_bytes(b"\x7fELF" + collection(KEPT | DROPPED))
    icu.shrink(library)
    expected = icu.smaller(collection(KEPT | DROPPED))
    told = (ctypes.c_char * len(expected)).in_dll(ctypes.CDLL(str(library)), "icudt73_dat")
    assert (told.raw, ctypes.addressof(told) % 16) == (expected, 0)
    assert [one.name for one in elf.libraries(tmp_path)] == ["libicudata.so.73"]


@pytest.mark.parametrize(("lacking", "ends"), [({}, False), ({"bundle": ["binutils"]}, True)])
def test_no_bundle_is_begun_without_its_tools(monkeypatch, lacking, ends):
    asked = []
    monkeypatch.setattr(prepare, "provided", lambda sections: asked.append(sections) or lacking)
    with pytest.raises(SystemExit) if ends else contextlib.nullcontext():
        bundle.check_tools()
    assert ("binutils", "objdump") in asked[0]["bundle"]


def test_what_arm_has_apart_is_its_qt_and_nothing_else(tmp_path, monkeypatch):
    told = arm.apart(prepare.LOCK.read_text("utf-8"))
    assert re.findall(r"^(\S+)==6\.7\.\d+ \\$", told, re.MULTILINE) == ["pyside6-essentials", "shiboken6"]
    assert len(re.findall(r"^\S", told, re.MULTILINE)) == 2
    assert told.count("--hash=sha256:") > 4  # also the wheels of the machine that tries it
    asked = []
    monkeypatch.setattr(arm.subprocess, "run", lambda words, **_more: asked.append(words) or CompletedProcess(words, 0))
    arm.install(tmp_path / "arm")
    arm.install(tmp_path / "arm")
    assert [words[words.index("--target") + 1] for words in asked] == [
        str(tmp_path / "arm")
    ]  # the second time it is there
    assert "--require-hashes" in asked[0]
