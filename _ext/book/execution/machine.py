"""The machine that a figure was measured on, and the memory that a process took: no Sphinx here.

Leaves out: other people's load. A figure's reader sees what the machine is, not how busy it was.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import psutil

CHIP = {
    "linux": lambda: re.findall(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)[0],
    "darwin": lambda: subprocess.run(
        ["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=True
    ).stdout.strip(),
}


def processor() -> str:
    """Return the processor's name, or its architecture where the system does not tell the name."""
    try:
        name = CHIP[sys.platform]()
    except (KeyError, IndexError, OSError, subprocess.CalledProcessError):
        name = platform.processor()
    return name or platform.machine()


def describe() -> str:
    """Return this machine in a few words, such as "2 cores of AMD EPYC, 24 GB of memory, Linux"."""
    cores = os.cpu_count() or 1
    memory = psutil.virtual_memory().total / 2**30
    return f"{cores} core{'s' * (cores > 1)} of {processor()}, {memory:.0f} GB of memory, {platform.system()}"


def peak_memory(process: int) -> int | None:
    """Return the most memory in bytes that a running process has had resident until now, or None if nothing tells.

    macOS does not tell another process's peak; what it has now stands for it.
    """
    try:
        if sys.platform == "linux":
            status = Path(f"/proc/{process}/status").read_text("utf-8")
            return 1024 * int(re.findall(r"^VmHWM:\s*(\d+) kB$", status, re.MULTILINE)[0])
        memory = psutil.Process(process).memory_info()
        return getattr(memory, "peak_wset", memory.rss)
    except (OSError, IndexError, psutil.Error):
        return None
