"""What the installer for Windows is made of, as far as it can be seen without building one."""

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from desktop.cli import DATABASE, parser
from desktop.exchange.reading.confinement import _job_limits
from models.database.location import at_home

ROOT = Path(__file__).parents[2]
HERE = ROOT / "packaging" / "windows"
sys.path.insert(0, str(HERE))

import exe  # noqa: E402 - found only after the line above
import layout  # noqa: E402 - the same

SCRIPT = (HERE / "installer.nsi").read_text("utf-8")
LOCKED = layout.locked(layout.LOCK.read_text("utf-8"))


def names(lock):
    return {Requirement(line.rstrip(" \\")).name for line in lock.splitlines() if re.match(r"[a-z]", line)}


def test_the_lock_for_windows_has_what_is_needed_there_and_no_more():
    found = names(LOCKED)
    assert found == layout.needed()
    assert {"pyside6-essentials", "sqlcipher3", "python-calamine", "pywin32-ctypes", "tzdata"} <= found
    assert not found & {"secretstorage", "jeepney", "pyinstaller", "macholib", "pytest", "setuptools"}


def test_every_package_of_it_is_pinned_by_hash_and_without_a_condition():
    blocks = [
        *re.split(r"\n(?=[a-z])", LOCKED.strip()),
        layout.PYTHON_LOCK.read_text("utf-8").strip().split("\n", 1)[1],
    ]
    heads = [block.splitlines()[0] for block in blocks]
    assert [head for head in heads if not re.fullmatch(r"[a-z0-9-]+==[\w.]+ \\", head)] == []
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_python_is_one_version_in_all_places():
    number = "".join(map(str, layout.PYTHON))
    assert (layout.TAG, layout.LIBRARY, layout.SEARCHED[0]) == (
        f"cp{number}",
        f"python{number}.dll",
        f"python{number}.zip",
    )
    assert layout.WINDOWS["python_full_version"].startswith(layout.WINDOWS["python_version"] + ".")
    assert layout.WINDOWS["python_full_version"] in layout.PYTHON_LOCK.read_text("utf-8")


def test_what_qt_modules_the_program_imports_are_installed():
    told = "\n".join(path.read_text("utf-8") for path in (ROOT / "desktop").rglob("*.py"))
    used = set(re.findall(r"PySide6\.(Qt\w+)", told))
    assert "QtWidgets" in used
    assert used == set(layout.QT_MODULES)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("PySide6/QtCore.pyd", True), ("PySide6/Qt6Core.dll", True), ("PySide6/Qt6Quick.dll", False),
        ("PySide6/opengl32sw.dll", False), ("PySide6/qml/a.py", False), ("PySide6/__init__.py", True),
        ("PySide6/plugins/platforms/qwindows.dll", True), ("PySide6/plugins/platforms/qdirect2d.dll", False),
        ("PySide6/plugins/imageformats/qjpeg.dll", True), ("PySide6/plugins/imageformats/qpdf.dll", False),
        ("PySide6/translations/qtbase_zh_CN.qm", True), ("PySide6/translations/qtbase_de.qm", False),
        ("pandas/tests/a.py", False), ("pandas/core/api.py", True), ("sqlite3.dll", False), ("sqlcipher3/_sqlite3.pyd", True),
        ("resources/pictures/page-home.png", False), ("resources/codes/gender.csv", True),
    ],
)  # fmt: skip
def test_which_files_are_installed(name, kept):
    assert layout.is_kept(name) == kept


def test_every_value_the_installer_asks_for_is_given_and_the_other_way_round(monkeypatch, tmp_path):
    monkeypatch.setattr(exe, "FILES", tmp_path)
    seen = []
    monkeypatch.setattr(exe, "run", lambda *command: seen.extend(command))
    exe.pack("1.2.3", tmp_path / "setup.exe")
    given = {word[2:].partition("=")[0] for word in seen if word.startswith("-D")}
    own = set(re.findall(r"!define (\w+)", SCRIPT))
    known = {
        "LANG_SIMPCHINESE",
        "LANG_ENGLISH",
        "Errors",
        "FileExists",
        "RunningX64",
        "AtLeastBuild",
        "GetParameters",
        "GetOptions",
    }
    asked = {
        name for name in re.findall(r"\$\{(\w+)\}", SCRIPT) if not re.match(r"(Or|And|Else|End)?If|Else|un$", name)
    }
    assert asked - own - known == given
    assert f'"{DATABASE}"' in SCRIPT
    assert parser().prog == exe.WINDOW


@pytest.mark.parametrize("quick", [False, True])
def test_only_one_to_try_is_not_pressed_together(quick, monkeypatch, tmp_path):
    monkeypatch.setattr(exe, "FILES", tmp_path)
    seen = []
    monkeypatch.setattr(exe, "run", lambda *command: seen.extend(command))
    exe.pack("1.2.3", tmp_path / "setup.exe", quick=quick)
    assert ("-DQUICK" in seen) == quick
    assert re.search(r"!ifdef QUICK\s+SetCompress off\s+!else\s+SetCompressor /SOLID lzma", SCRIPT)


def test_the_installer_says_everything_in_both_languages():
    words = {}
    for name, language in re.findall(r"^LangString (\w+) \$\{(\w+)\}", SCRIPT, re.MULTILINE):
        words.setdefault(name, set()).add(language)
    assert {name for name, languages in words.items() if languages != {"LANG_SIMPCHINESE", "LANG_ENGLISH"}} == set()
    assert set(re.findall(r"\$\((\w+)\)", SCRIPT)) == set(words)


def test_what_is_put_somewhere_is_taken_away_again():
    install, remove = SCRIPT.split('Section "Uninstall"')
    keys = set(re.findall(r'Write\w+ HKCU "([^"]+)"', install)) - {"${CLASSES}\\.db\\OpenWithProgids"}
    gone = set(re.findall(r'DeleteRegKey HKCU "([^"]+)"', remove))
    assert [key for key in keys if not any(key == one or key.startswith(one + "\\") for one in gone)] == []
    assert 'DeleteRegValue HKCU "${CLASSES}\\.db\\OpenWithProgids" "${KIND}"' in remove
    assert 'WriteRegStr HKCU "${CLASSES}\\.db" ' not in install  # whoever opens .db files now goes on doing so
    assert set(re.findall(r'RMDir /r "([^"]+)"', SCRIPT)) == {f"$INSTDIR\\program{end}" for end in ("", ".new", ".old")}


def test_the_data_are_in_another_folder_than_the_program():
    assert 'InstallDir "$LOCALAPPDATA\\Programs\\${NAME}"' in SCRIPT
    assert at_home(lambda name, **_given: Path("/x") / name).name == re.search(r'!define NAME "(\w+)"', SCRIPT)[1]


def test_before_an_upgrade_the_program_is_asked_for_its_backups():
    (command,) = re.findall(r'nsExec::Exec \'"\$INSTDIR\\\$\{CONSOLE\}\.exe" ([^\']+)\'', SCRIPT)
    given = parser().parse_args(command.split())
    assert (given.verb, given.known, given.out) == ("backup", True, None)


@pytest.mark.parametrize(
    ("version", "counted"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2", (1, 2, 0, 0)), ("2.0.1rc3", (2, 0, 1, 0)), ("3.4.5+7", (3, 4, 5, 0))],
)
def test_a_version_as_windows_counts(version, counted):
    assert exe.numbers(version) == counted


def test_the_programs_know_long_paths_and_screens_of_different_sharpness():
    told = {element.tag.partition("}")[2]: element.text for element in ET.parse(HERE / "launcher.manifest").iter()}
    assert (told["dpiAwareness"], told["longPathAware"]) == ("PerMonitorV2", "true")
    level = ET.parse(HERE / "launcher.manifest").find(".//{*}requestedExecutionLevel")
    assert level.get("level") == "asInvoker"


def test_the_icon_has_every_size(tmp_path):
    from PIL import Image

    exe.draw_icon(tmp_path / "a.ico")
    with Image.open(tmp_path / "a.ico") as icon:
        assert icon.info["sizes"] == {(size, size) for size in exe.SIZES}
        assert icon.convert("RGBA").getpixel((40, 128)) == (47, 85, 183, 255)


def test_the_child_is_started_by_the_program_itself():
    assert "sys.frozen = True" in (HERE / "start.py").read_text("utf-8")


def test_the_limits_of_a_job_have_the_size_that_windows_expects():
    assert len(_job_limits(1 << 30)) == 144


def test_windows_gets_one_version_of_each_package():
    names = re.findall(r"^([\w.-]+)==", LOCKED, re.MULTILINE)
    assert len(names) == len(set(names))
    assert "pyside6-essentials==6.9" in LOCKED
