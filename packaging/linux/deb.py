"""Make dist/shuangyuan_VERSION_ARCHITECTURE.deb of the bundle: the program in /opt, its entries where a desktop looks."""

import argparse
import gzip
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bundle
import elf
import prepare

from desktop.cli import parser
from models.version import program_version
from models.words import _

FILES = Path(__file__).resolve().parent / "files"
TREE = bundle.WORK / "deb"
NECESSARY, USEFUL = ("qt", "window"), ("wayland",)  # sections of system-packages.txt
CONTROL = """\
Package: shuangyuan
Version: {version}
Architecture: {architecture}
Maintainer: Shuangyuan maintainers <maintainers@shuangyuan.invalid>
Installed-Size: {size}
Depends: libc6 (>= {glibc}), {depends}
Recommends: {useful}
Section: misc
Priority: optional
Description: records of vocational schools: groups, enterprises, students
 双元：职教集团、合作企业、订单班、学徒、岗位实习、招生、就业去向和证书，
 导入工作簿，打印花名册、安置一览表和统计表。数据在本机的一个文件里，不联网也能用。
"""
PLACES = {
    "shuangyuan.desktop": "usr/share/applications",
    "shuangyuan.svg": "usr/share/icons/hicolor/scalable/apps",
    "shuangyuan.xml": "usr/share/mime/packages",
}


def written(path: Path, content: bytes, mode: int = 0o644) -> None:
    """A file of the package, whatever the person's umask is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)


def manual() -> str:
    """The man page, from what the command line says of itself."""
    top = parser()
    lines = [f'.TH SHUANGYUAN 1 "" "{program_version()}"', ".SH NAME", f"shuangyuan \\- {top.description}"]
    lines += [
        ".SH SYNOPSIS",
        ".nf",
        _quoted(top.format_usage()),
        ".fi",
        ".SH OPTIONS",
        ".nf",
        _quoted(top.format_help()),
        ".fi",
    ]
    for name, verb in _verbs(top):
        lines += [f".SH {name}", ".nf", _quoted(verb.format_help()), ".fi"]
    return "\n".join(lines) + "\n"


def _verbs(top: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in top._actions:  # noqa: SLF001 - argparse tells nowhere else
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - see above
            yield from action.choices.items()


def _quoted(text: str) -> str:
    """Text as roff reads it: no line begins with a command of its own."""
    lines = text.replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in lines)


def completion(python: Path) -> bytes:
    """What bash completes after the program's name."""
    return subprocess.check_output([python, "-m", "shtab", "--shell=bash", "desktop.cli.parser"], cwd=prepare.ROOT)


def licences(python: Path) -> bytes:
    """The licence of the program and those of everything in the bundle."""
    ours = (prepare.ROOT / "LICENSE").read_bytes()
    fonts = b"\n".join(file.read_bytes() for file in sorted((prepare.ROOT / "resources/fonts").glob("*OFL*")))
    asked = [
        str(python),
        "-m",
        "piplicenses",
        "--format=plain-vertical",
        "--with-license-file",
        "--no-license-path",
    ]
    left_out = [
        "--ignore-packages",
        "pyinstaller",
        "pyinstaller-hooks-contrib",
        "pip-licenses",
        "shtab",
        "pip",
        "setuptools",
    ]
    return b"\n\n".join((ours, fonts, subprocess.check_output([*asked, *left_out])))


def needed(*sections: str) -> list[str]:
    """The Debian packages of the sections, as a rule those the window cannot do without."""
    return list(
        dict.fromkeys(package for name in sections or NECESSARY for package, _thing in _system_packages()[name])
    )


def declared() -> frozenset[str]:
    """The libraries that those packages, and the recommended ones, bring."""
    return frozenset(thing for name in (*NECESSARY, *USEFUL) for _package, thing in _system_packages()[name])


def _system_packages() -> dict[str, list[tuple[str, str]]]:
    return prepare.wanted_system_packages(prepare.SYSTEM_PACKAGES.read_text(encoding="utf-8"))


def looked_through(folder: Path, limit: str | None) -> list[elf.Library]:
    """The libraries of the bundle; ends the program when one asks for a newer glibc than the limit, or what nobody has."""
    found = list(elf.libraries(folder))
    if wanting := elf.lacking(found, declared()):
        told = "; ".join(f"{name} ({', '.join(files[:3])})" for name, files in sorted(wanting.items()))
        sys.exit(_("这些库既没有打包，也没有列在 system-packages.txt 里：{names}").format(names=told))
    newest = elf.newest_glibc(found)
    if limit is not None and newest > elf.version(limit):
        names = "、".join(one.path.name for one in found if one.glibc == newest)
        sentence = _("要求 glibc {version}，高于 {limit}：{names}")
        sys.exit(sentence.format(version=elf.dotted(newest), limit=limit, names=names))
    return found


def laid_out(python: Path, architecture: str, limit: str | None) -> Path:
    """The tree of the package, made anew."""
    found = looked_through(bundle.BUNDLE, limit)
    shutil.rmtree(TREE, ignore_errors=True)
    shutil.copytree(bundle.BUNDLE, TREE / "opt/shuangyuan", symlinks=True)
    for name, place in PLACES.items():
        written(TREE / place / name, (FILES / name).read_bytes())
    written(TREE / "usr/share/man/zh_CN/man1/shuangyuan.1.gz", gzip.compress(manual().encode(), mtime=0))
    written(TREE / "usr/share/bash-completion/completions/shuangyuan", completion(python))
    written(TREE / "usr/share/doc/shuangyuan/copyright", licences(python))
    written(TREE / "usr/share/doc/shuangyuan/libraries.txt", elf.table(found, bundle.BUNDLE).encode())
    (TREE / "usr/bin").mkdir(parents=True, exist_ok=True)
    (TREE / "usr/bin/shuangyuan").symlink_to("/opt/shuangyuan/shuangyuan")
    control = CONTROL.format(
        version=program_version(), architecture=architecture, size=bundle.size_of(TREE) >> 10,
        glibc=elf.dotted(elf.newest_glibc(found)), depends=", ".join(needed()), useful=", ".join(needed(*USEFUL)),
    )  # fmt: skip
    written(TREE / "DEBIAN/control", control.encode())
    return TREE


def options() -> argparse.Namespace:
    """What the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--glibc", metavar="2.31", help="the newest version of glibc a library may ask for")
    asked.add_argument("--quick", action="store_true", help="do not press it together, to try the package")
    return asked.parse_args()


def main() -> None:
    """Make the package and tell how large it is."""
    asked = options()
    architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    tree = laid_out(bundle.environment(), architecture, asked.glibc)
    package = bundle.DIST / f"shuangyuan_{program_version()}_{architecture}.deb"
    pressed = ["-Znone"] if asked.quick else ["-Zxz", "-z9"]
    words = ["dpkg-deb", *pressed, "--root-owner-group", "--build", str(tree), str(package)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    prepare.say(_("已做好 {file}（{size} MB）").format(file=package, size=package.stat().st_size // 1_000_000))


if __name__ == "__main__":
    main()
