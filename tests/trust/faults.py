"""A program whose disk fails, is full or loses power at any step, and every disk that could be found after that.

`faults.c`, preloaded, notes each step on the files of a folder (Tape) or fails at one (Fault). A Disk follows the notes: for each
file what was written and what was synced, for each name where it leads and led when its folder was synced last.
"""

import ctypes
import hashlib
import random
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")
SECTOR, BLOCK = 512, 4096
CAN_FAIL, NEED_ROOM = "CWTSDRUM", "CWM"  # kinds of steps, in the order in which faults.c counts them
_HEAD = struct.Struct("<cQQQ")


def built(folder):
    """The library to preload; None where there is no compiler."""
    compiler, target = shutil.which("cc"), folder / "faults.so"
    if compiler is None:
        return None
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", target, SOURCE, "-ldl", "-lpthread"], check=True)
    return target


def arm(folder, fault=None, tape=""):
    """In the program under trial: begin; `fault` is (errno, at which step, whether ever after)."""
    number, at, lasting = fault or (0, 0, False)
    ctypes.CDLL(None).faults_arm(str(folder).encode(), number, ctypes.c_long(at), int(lasting), tape.encode())


def counted():
    """In the program under trial: the steps that could fail so far, and those that did."""
    library = ctypes.CDLL(None)
    library.faults_steps.restype = library.faults_failed.restype = ctypes.c_long
    return library.faults_steps(), library.faults_failed()


@dataclass
class Content:
    """A file: its bytes as programs see them, as they are on the disk for sure, and the writes in between."""

    data: bytearray = field(default_factory=bytearray)
    synced: bytes = b""
    pending: list = field(default_factory=list)  # (offset, bytes), or (size, None) for a cut

    def write(self, offset, data):
        _apply(self.data, offset, data)
        self.pending.append((offset, data))

    def sync(self):
        self.synced, self.pending = bytes(self.data), []

    def some(self, chance):
        """What may be there when the power fails: each sector that was not synced is or is not."""
        found = bytearray(self.synced)
        for offset, data in self.pending:
            if data is None:
                if chance.random() < 0.5:
                    _apply(found, offset, None)
                continue
            for start in range(0, len(data), BLOCK):
                if chance.random() < 0.5:
                    _apply(found, offset + start, data[start : start + BLOCK])
        return bytes(found)


def _apply(data, offset, piece):
    if piece is None:
        del data[offset:]
        data.extend(bytes(offset - len(data)))
        return
    data.extend(bytes(max(0, offset - len(data))))
    data[offset : offset + len(piece)] = piece


@dataclass
class Step:
    """What was done: a letter of faults.c, on which inode or names, with what."""

    kind: str
    inode: int
    offset: int
    data: bytes

    @property
    def names(self):
        return self.data.decode("utf-8", "surrogateescape").split("\n")


def read(tape: Path) -> Iterator[Step]:
    """The steps on a tape."""
    rest, place = tape.read_bytes(), 0
    while place < len(rest):
        kind, inode, offset, length = _HEAD.unpack_from(rest, place)
        place += _HEAD.size
        yield Step(kind.decode(), inode, offset, rest[place : place + length])
        place += length


class Disk:
    """What is in a folder while steps are done in it."""

    def __init__(self, folder):
        self.folder = folder
        self.inodes, self.names, self.synced_names, self.folders = {}, {}, {}, set()
        for file in sorted(folder.rglob("*")):
            name = str(file)
            if file.is_dir():
                self.folders.add(name)
            elif not name.endswith("-shm"):
                content = Content(bytearray(file.read_bytes()))
                content.sync()
                self.inodes[file.stat().st_ino] = self.names[name] = self.synced_names[name] = content
        self.said = ""

    def do(self, step):
        """Follow one step."""
        match step.kind:
            case "!":
                self.said += step.data.decode("utf-8", "replace")
            case "C":
                self.inodes[step.inode] = self.names[step.names[0]] = Content()
            case "W":
                self.inodes[step.inode].write(step.offset, step.data)
            case "T":
                self.inodes[step.inode].write(step.offset, None)
            case "S":
                self.inodes[step.inode].sync()
            case "D":
                self._sync_names(step.names[0])
            case "R":
                self._rename(*step.names)
            case "U":
                self.names.pop(step.names[0], None)
                self.folders.discard(step.names[0])
            case "M":
                self.folders.add(step.names[0])

    def _rename(self, old, new):
        """A file, or a folder with all that is in it."""
        for name in [name for name in self.names if name == old or name.startswith(f"{old}/")]:
            self.names[new + name.removeprefix(old)] = self.names.pop(name)
        if old in self.folders:
            self.folders = {f for f in self.folders if f != old} | {new}

    def _sync_names(self, folder):
        own = {n for n in (*self.names, *self.synced_names) if str(Path(n).parent) == folder.rstrip("/")}
        for name in own:
            self.synced_names.pop(name, None)
            if name in self.names:
                self.synced_names[name] = self.names[name]

    def images(self, last, chance):
        """Every disk that could be found were this the end, by how it ends; `last` is the step that was being done."""
        whole = {name: bytes(content.data) for name, content in self.names.items()}
        yield "kill", whole
        if last.kind == "W" and len(last.data) > 1:
            torn = self.inodes[last.inode]
            cut = max(1, len(last.data) // 2 // SECTOR * SECTOR)
            half = bytearray(torn.data)
            half[last.offset + cut : last.offset + len(last.data)] = _before(torn, last)[last.offset + cut :][
                : len(last.data) - cut
            ]
            yield "tear", {name: bytes(half) if c is torn else bytes(c.data) for name, c in self.names.items()}
        yield "power", {name: content.synced for name, content in self.synced_names.items()}
        yield "power, names kept", {name: content.synced for name, content in self.names.items()}
        yield "power, names lost", {name: bytes(content.data) for name, content in self.synced_names.items()}
        some = {name: content.some(chance) for name, content in self.names.items()}
        yield "power, some", some

    def lay(self, image, folder):
        """Make the files of an image in another folder."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in sorted(self.folders):
            (folder / Path(name).relative_to(self.folder)).mkdir(parents=True, exist_ok=True)
        for name, data in image.items():
            target = folder / Path(name).relative_to(self.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def _before(content, last):
    """The bytes of a file before its last write."""
    found = bytearray(content.synced)
    for offset, data in content.pending[:-1]:
        _apply(found, offset, data)
    found.extend(bytes(max(0, last.offset + len(last.data) - len(found))))
    return found


def fingerprint(image):
    """Equal for equal disks: they need be tried once."""
    digest = hashlib.blake2b()
    for name in sorted(image):
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0" + hashlib.blake2b(image[name]).digest())
    return digest.hexdigest()


def chosen(count, most):
    """At most so many of the numbers 1 to count, evenly spread, the last among them."""
    if count <= most:
        return list(range(1, count + 1))
    return sorted({1 + n * (count - 1) // (most - 1) for n in range(most)})


def telling(steps, most):
    """At most so many of the numbers of steps: half of them of those that are no mere writing, which are few and decide."""
    rare = [number for number, step in enumerate(steps, 1) if step.kind != "W"]
    chosen_rare = {rare[n - 1] for n in chosen(len(rare), most // 2)}
    return chosen_rare | set(chosen(len(steps), most - len(chosen_rare)))


def dice(*seed):
    """Chances that are the same in every run."""
    return random.Random(repr(seed))
