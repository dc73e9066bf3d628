"""The child process that reads one workbook: it may run out of memory or die without harm to the program; see protocol."""

import os
import sys
from collections.abc import Callable, Sequence

from desktop.exchange.reading.confinement import confine_ourselves
from desktop.exchange.reading.limits import MEMORY_LIMIT, Unreadable, seconds_for
from desktop.exchange.reading.protocol import Sender


def _limit_ourselves(size: int) -> None:
    """Bound memory and processor time, where the system knows such limits."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit must do
        return
    seconds = int(seconds_for(size)) + 5
    for limit, value in ((resource.RLIMIT_AS, MEMORY_LIMIT), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        _soft, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _read(path: str, wanted: str | None, sender: Sender) -> None:
    from desktop.exchange.reading.kinds import kind_of

    with open(path, "rb") as file:  # noqa: PTH123 - pathlib would double the child's start-up time
        data = file.read()
    _limit_ourselves(len(data))
    confine_ourselves()
    kind = kind_of(data, os.path.basename(path))  # noqa: PTH119 - see above
    if kind == "text":
        from desktop.exchange.reading.text import send_text

        send_text(data, path, sender)
    elif kind == "old":
        from desktop.exchange.reading.biff import send_old

        send_old(data, os.path.splitext(os.path.basename(path))[0], sender)  # noqa: PTH119, PTH122 - see above
    else:
        from desktop.exchange.reading.parsed import send_parsed

        send_parsed(data, kind, wanted, sender)
    sender.say("end")


def main(arguments: Sequence[str]) -> int:
    """Read the file `arguments[0]`, only its sheet `arguments[1]` if given; never raises."""
    output = open(1, "wb", buffering=0, closefd=False)  # noqa: SIM115 - a windowed program has no sys.stdout
    sender = Sender(_complete_writer(output.write))
    try:
        _read(arguments[0], arguments[1] if len(arguments) > 1 else None, sender)
    except Unreadable as finding:
        sender.say("refused", finding.reason, finding.detail)
    except MemoryError:
        sender.say("refused", "memory", "")
    except ImportError:
        sender.say("refused", "incomplete", "")
    except BrokenPipeError:
        return 1
    except BaseException:  # noqa: BLE001 - a parser written in Rust panics with a BaseException
        sender.say("refused", "damaged", "")
    return 0


def _complete_writer(write: Callable[[bytes], int | None]) -> Callable[[bytes], None]:
    """An unbuffered pipe may take only a part of what it is given."""

    def complete(data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[write(bytes(rest) if len(rest) < len(data) else data) or 0 :]

    return complete


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
