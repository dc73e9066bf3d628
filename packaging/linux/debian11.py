"""Make the package on the oldest system it is to run on: in a folder with Debian 11 and its glibc 2.31, as root.

`debian11.py FOLDER` makes the folder when it is not there (about ten minutes on two cores), copies the checkout into it and
makes the package inside. Debian 11 has no Python new enough; it is built there of the sources of Debian 12's, with that
one's mends of security faults. The mirror is the one apt uses here.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bundle
import deb
import prepare

from models.words import _

RELEASE = "bullseye"
GLIBC = "2.28"  # what UOS 20 has, which is a little older
SOURCES_OF = "bookworm"  # Debian 12, whose Python the tests run on
PYTHON = "usr/local/bin/python3.11"
SOURCES = "usr/src/python"  # gone once Python is made of them
CHECKOUT = "usr/src/shuangyuan"
TO_BUILD = (
    "build-essential", "libssl-dev", "libffi-dev", "libexpat1-dev", "libbz2-dev", "liblzma-dev", "zlib1g-dev", "xz-utils", "binutils",
    "ca-certificates",
)  # fmt: skip
# What a machine knows about its network and whom it trusts there.
OF_THE_NETWORK = ("etc/resolv.conf", "etc/hosts", "etc/pip.conf", "etc/ssl/certs/ca-certificates.crt")
BUILD_PYTHON = """\
set -e
rm -rf /usr/src/python /usr/local/lib/python3.11
mkdir -p /usr/src/python && cd /usr/src/python
apt-get -qq source python3.11
cd python3.11-*/
mkdir -p made && cd made
# UOS 20 has glibc 2.28: mathematics in the form of 2.2.5 (as amd64 counts), and waiting without sem_clockwait, which came with 2.30.
for name in exp exp2 log log2 pow; do echo "__asm__(\\".symver $name, $name@GLIBC_2.2.5\\");"; done > /usr/local/include/older.h
ac_cv_func_sem_clockwait=no ../configure -q --prefix=/usr/local --enable-shared --with-system-ffi --with-system-expat \
    --with-ensurepip=no --disable-test-modules LDFLAGS="-fno-semantic-interposition" \
    CFLAGS="-O2 -fno-semantic-interposition -include /usr/local/include/older.h"
# Debian's mend of pyexpat reads what only Python's own parts may; its parts are made without a fault when one is lacking.
sed -i 's/^MODULE_PYEXPAT_CFLAGS=/&-DPy_BUILD_CORE_MODULE /' Makefile
make -s -j"$(nproc)"
LD_LIBRARY_PATH=. ./python -c 'import bz2, ctypes, decimal, hashlib, lzma, pyexpat, ssl, zlib, _elementtree'
make -s install
ldconfig
rm -rf /usr/src/python
"""
# A mount namespace of its own: /proc inside is gone with the command.
_ENTER = 'mount -t proc proc "$0/proc" && exec chroot "$0" sh -c \'cd "$0" && exec "$@"\' "$@"'


def mirrors() -> dict[str, str]:
    """Where this machine's apt gets Debian from, and its mends of security faults, as {"main": …, "security": …}."""
    asked = ["apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages"]
    found: dict[str, str] = {}
    for line in subprocess.check_output(asked, text=True).splitlines():
        suite, _space, address = line.partition(" ")
        if "debian" in address:
            found.setdefault("security" if suite.endswith("-security") else "main", address)
    if "main" not in found:
        sys.exit(_("没有找到 Debian 的软件源：请先执行 apt-get update"))
    return found


def sources(found: Mapping[str, str]) -> str:
    """What apt reads inside: packages of the old release, sources of the one whose Python is wanted."""
    lines = [f"deb {found['main']} {RELEASE} main", f"deb-src {found['main']} {SOURCES_OF} main"]
    if "security" in found:
        lines += [f"deb {found['security']} {RELEASE}-security main"]
    return "\n".join(lines) + "\n"


def inside(root: Path, *command: str, folder: str = "/") -> None:
    """Run a command in the folder; ends the program when it fails."""
    settings = {
        **{name: value for name, value in os.environ.items() if name.startswith("PIP_") or name.endswith("_proxy")},
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8",
        "DEBIAN_FRONTEND": "noninteractive",
    }  # fmt: skip
    within = ["unshare", "--mount", "sh", "-c", _ENTER, str(root), folder, *command]
    if subprocess.run(within, check=False, env=settings).returncode:
        sys.exit(_("在 {folder} 里没有做成：{command}").format(folder=root, command=" ".join(command[:4])))


def acquaint(root: Path) -> None:
    """Let the folder know the network as this machine does."""
    for name in OF_THE_NETWORK:
        if (Path("/") / name).exists():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path("/") / name, root / name)


def grow(root: Path) -> None:
    """Make the folder: Debian 11, what builds programs, and Python."""
    if shutil.which("debootstrap") is None:
        sys.exit(_("缺少 debootstrap，请先执行：apt-get install -y debootstrap"))
    found = mirrors()
    prepare.say(_("正在建立 Debian 11 的编译环境 {folder}（约十分钟）").format(folder=root))
    root.parent.mkdir(parents=True, exist_ok=True)
    quiet = subprocess.DEVNULL
    if not (root / "etc/debian_version").exists():
        subprocess.run(["debootstrap", "--variant=minbase", RELEASE, root, found["main"]], check=True, stdout=quiet)
    (root / "etc/apt/sources.list").write_text(sources(found), encoding="utf-8")
    acquaint(root)
    inside(root, "apt-get", "update", "-qq")
    inside(root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *TO_BUILD, *deb.needed())
    inside(root, "sh", "-c", BUILD_PYTHON)


def tracked() -> list[str]:
    """The files of the checkout as they are now, new ones too."""
    listed = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=prepare.ROOT)
    return [name for name in listed.decode().split("\0") if name and (prepare.ROOT / name).is_file()]


def take_along(root: Path) -> None:
    """Copy the checkout into the folder; what was installed there for an earlier one stays."""
    target = root / CHECKOUT
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        if old.name != "build":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for name in tracked():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(prepare.ROOT / name, target / name)


def main() -> None:
    """Make the package and put it where `make deb` puts it."""
    root = Path(sys.argv[1]).resolve()
    if os.geteuid() or not shutil.which("unshare"):
        sys.exit(_("在 Debian 11 里制作安装包需要管理员（root）权限"))
    if not (root / PYTHON).exists() or (root / SOURCES).exists():
        grow(root)
    acquaint(root)
    take_along(root)
    inside(root, f"/{PYTHON}", "packaging/bundle.py", folder=f"/{CHECKOUT}")
    inside(root, "build/environment/bin/python", "packaging/linux/deb.py", f"--glibc={GLIBC}", folder=f"/{CHECKOUT}")
    bundle.DIST.mkdir(exist_ok=True)
    for package in (root / CHECKOUT / "dist").glob("*.deb"):
        shutil.copy2(package, bundle.DIST / package.name)
        prepare.say(
            _("已做好 {file}（{size} MB）").format(
                file=bundle.DIST / package.name, size=package.stat().st_size // 1_000_000
            )
        )


if __name__ == "__main__":
    main()
