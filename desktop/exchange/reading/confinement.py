"""What the child that reads a workbook may not do, whatever a workbook makes of it: reach the network, write, start programs.

Linux: no socket, no other program, no process of another, by a filter of system calls that needs no right (x86-64, ARM64, LoongArch,
RISC-V; on others, and where the kernel has none, only the limits hold), and no file grows. Windows: a job that bounds its memory and
the number of its processes; nothing bounds its network there. It can read what the account can read, in both.
"""

import os
import struct
import sys
from typing import Any

# system calls: socket, connect, execve, execveat, ptrace, process_vm_writev, io_uring_setup, in the numbers of each table
_ELSEWHERE = (198, 203, 221, 281, 117, 271, 425)
_CALLS = {  # machine -> (AUDIT_ARCH, calls)
    "x86_64": (0xC000003E, (41, 42, 59, 322, 101, 311, 425)),
    "aarch64": (0xC00000B7, _ELSEWHERE),
    "loongarch64": (0xC0000102, _ELSEWHERE),
    "riscv64": (0xC00000F3, _ELSEWHERE),
}
_X32 = 0x40000000  # calls of another table on x86-64 begin here
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # instructions of the filter
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _FILTER = 22, 38, 2
_JOB_MEMORY, _JOB_PROCESSES, _JOB_CLOSE = 0x100, 0x8, 0x2000
_EXTENDED_LIMITS = 9


def confine_ourselves() -> bool:
    """In the child, before a byte of the workbook is looked at; whether the filter holds."""
    if not sys.platform.startswith("linux"):
        return False
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # pipes are no files
    known = _CALLS.get(os.uname().machine if struct.calcsize("P") == 8 else "")  # noqa: PLR2004 - bytes of a pointer
    return known is not None and _install(_filter(*known))


def _filter(architecture: int, calls: tuple[int, ...]) -> bytes:
    """The program the kernel asks at each call: another architecture and the calls named are refused."""
    refused = (*((_EQUAL, call) for call in calls), (_AT_LEAST, _X32))
    lines = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    lines += [(code, len(refused) - place, 0, value) for place, (code, value) in enumerate(refused)]
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _install(program: bytes) -> bool:
    import ctypes

    held = ctypes.create_string_buffer(program, len(program))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(held)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    no = ctypes.c_ulong(0)
    if prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), no, no, no):
        return False
    return not prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.c_void_p(ctypes.addressof(head)), no, no)


def confine_on_windows(process: Any, memory: int) -> object:
    """Put a child of ours into a job that ends with the object returned and bounds its memory (bytes); None elsewhere.

    Tried under wine, where it ends with the object; wine enforces no bounds, and real Windows was not at hand.
    """
    if os.name != "nt":
        return None
    import ctypes

    kernel = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009 - it exists on Windows alone
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    limits = _job_limits(memory)
    kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, limits, len(limits))
    kernel.AssignProcessToJobObject(job, ctypes.c_void_p(int(process._handle)))  # noqa: SLF001 - subprocess tells it nowhere else
    return _Job(kernel, job)


def _job_limits(memory: int) -> bytes:
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION of 64 bits: times, flags, sizes, one process; counters; memory of a process."""
    flags = _JOB_MEMORY | _JOB_PROCESSES | _JOB_CLOSE
    basic = struct.pack("@qqIQQIQII", 0, 0, flags, 0, 0, 1, 0, 0, 0)
    return basic + bytes(6 * 8) + struct.pack("@4Q", memory, 0, 0, 0)


class _Job:
    """Lets go of the job when nobody needs it: the child ends then at the latest."""

    def __init__(self, kernel: Any, job: Any) -> None:
        self._kernel, self._job = kernel, job

    def __del__(self) -> None:
        self._kernel.CloseHandle(self._job)
