"""A disk of some megabytes, which can be filled. Only root can have one."""
import contextlib
import subprocess
from pathlib import Path


class CannotMount(Exception):
    pass


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int):
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)],
                             capture_output=True, text=True)
    if mounted.returncode != 0:
        raise CannotMount("a small disk needs the right to mount one: " + mounted.stderr.strip())
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(filler: Path):
    """Takes what is left of the disk."""
    with filler.open("wb", buffering=0) as file:
        block = bytes(4096)
        with contextlib.suppress(OSError):
            while file.write(block) == len(block):
                pass
