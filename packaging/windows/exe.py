"""Make dist/shuangyuan-VERSION-setup.exe: what Windows needs, laid out, with two programs that start it, and an installer."""

import argparse
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import layout
import prepare

from models.version import program_version
from models.words import _

HERE = Path(__file__).resolve().parent
ICON = prepare.ROOT / "packaging" / "linux" / "files" / "shuangyuan.svg"
WORK, DIST = prepare.ROOT / "build" / "windows", prepare.ROOT / "dist"
FILES = WORK / "files"  # what is installed
WINDOW, CONSOLE = "shuangyuan", "shuangyuan-console"  # the two programs: with a window, and for the command line
TOOLS = {
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
    "x86_64-w64-mingw32-windres": "binutils-mingw-w64-x86-64",
    "makensis": "nsis",
}
COMPILE = ("-municode", "-Os", "-s", "-Wall", "-Wextra", "-Werror", "-static-libgcc")
LINK = ("--dynamicbase", "--high-entropy-va", "--nxcompat", "--no-insert-timestamp", "--stack=8388608")  # as on Linux
FINER = 8  # times, before it is made smooth
SIDE, GROUND = (328, 628), "#f3f4f6"  # beside the last page, twice as fine as it is shown at 100 %
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)  # pixels of the icon, at 100 to 250 %


def check_tools() -> None:
    """Stop with a sentence where something is missing that builds."""
    lacking = [package for tool, package in TOOLS.items() if shutil.which(tool) is None]
    if lacking:
        sys.exit(
            _("缺少系统组件，请用管理员权限执行：apt-get install -y {packages}").format(packages=" ".join(lacking))
        )


def numbers(version: str) -> tuple[int, int, int, int]:
    """A version as Windows counts: 0.1.0 is (0, 1, 0, 0); what follows the figures, as of a trial, is not counted."""
    found = [int(part) for part in re.findall(r"\d+", re.split(r"[^\d.]", version)[0])]
    first, second, third, *_rest = [*found, 0, 0, 0]
    return first, second, third, 0


def draw_icon(target: Path) -> None:
    """The mark of the program in every size, each drawn for itself."""
    drawn = [_mark(size) for size in SIZES]
    drawn[-1].save(target, format="ICO", sizes=[(size, size) for size in SIZES], append_images=drawn[:-1])


def draw_side(target: Path) -> None:
    """The mark on a quiet ground, in place of the picture that comes with the installer."""
    picture, mark = Image.new("RGB", SIDE, GROUND), _mark(SIDE[0] // 2)
    picture.paste(mark, (SIDE[0] // 4, SIDE[1] // 4), mark)
    picture.save(target, format="BMP")


def _mark(size: int) -> Image.Image:
    """The two circles of the drawing, and white where they meet."""
    root = ET.parse(ICON).getroot()  # noqa: S314 - our own file
    left, top, width, _height = map(float, root.attrib["viewBox"].split())
    fine = size * FINER
    picture, common = Image.new("RGBA", (fine, fine)), Image.new("L", (fine, fine), 255)
    for circle in root.findall("{*}circle"):
        x, y, radius = (float(circle.attrib[name]) for name in ("cx", "cy", "r"))
        box = [
            (value * fine / width)
            for value in (x - radius - left, y - radius - top, x + radius - left, y + radius - top)
        ]
        disc = Image.new("L", (fine, fine))
        ImageDraw.Draw(disc).ellipse(box, fill=255)
        picture.paste(circle.attrib["fill"], mask=disc)
        common = ImageChops.multiply(common, disc)
    picture.paste("white", mask=common)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def build_programs(version: str, folder: Path) -> None:
    """The program with a window and its twin for the command line, with icon, version and manifest."""
    counted = ",".join(map(str, numbers(version)))
    for name, flags in ((WINDOW, ["-mwindows"]), (CONSOLE, ["-mconsole", "-DCONSOLE"])):
        resources = WORK / f"{name}.res"
        told = [f"-DNUMBERS={counted}", f'-DVERSION=\\"{version}\\"', f'-DNAME=\\"{name}\\"']
        includes = ["-I", str(HERE), "-I", str(WORK)]
        run("x86_64-w64-mingw32-windres", "-c", "65001", *includes, *told, str(HERE / "launcher.rc"), "-O", "coff", "-o", str(resources))  # fmt: skip
        library = f'-DPYTHON=L"{layout.LIBRARY}"'
        linked = [f"-Wl,{word}" for word in LINK]
        target = str(folder / f"{name}.exe")
        run("x86_64-w64-mingw32-gcc", *COMPILE, *flags, library, *linked, str(HERE / "launcher.c"), str(resources), "-o", target)  # fmt: skip


def run(*command: str) -> None:
    """Run a tool; ends the program with what it said when it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def pack(version: str, target: Path, *, quick: bool = False) -> None:
    """The installer of what is laid out; a quick one is not pressed together."""
    told = {"VERSION": version, "NUMBERS": ".".join(map(str, numbers(version))), "FILES": FILES, "ICON": WORK / "shuangyuan.ico", "SIDE": WORK / "side.bmp",
            "WINDOW": WINDOW, "CONSOLE": CONSOLE, "SIZE": layout.size_of(FILES) >> 10, "TARGET": target}  # fmt: skip
    words = [f"-D{name}={value}" for name, value in told.items()] + ["-DQUICK"] * quick
    run("makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *words, str(HERE / "installer.nsi"))


def main() -> None:
    """Make the installer and tell how large it is."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="do not press it together, to try the installer")
    quick = asked.parse_args().quick
    check_tools()
    version = program_version()
    layout.download(WORK / "downloads")
    layout.lay_out(WORK / "downloads", FILES / "program")
    draw_icon(WORK / "shuangyuan.ico")
    draw_side(WORK / "side.bmp")
    build_programs(version, FILES)
    target = DIST / f"shuangyuan-{version}-setup.exe"
    DIST.mkdir(exist_ok=True)
    pack(version, target, quick=quick)
    prepare.say(_("已做好 {file}（{size} MB）").format(file=target, size=target.stat().st_size >> 20))


if __name__ == "__main__":
    main()
