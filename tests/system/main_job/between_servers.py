"""How a story between the real servers is told: with a program of its own, whose data is kept when it fails."""
import sys
import tempfile
import time

from main_job.program import keep
from servers import Landscape, ServersUnavailable


def tell(name, prepare):
    """`prepare(servers, folder)` gives the program and the story to be played with it. Exit 77: no servers here."""
    begun = time.monotonic()
    try:
        with Landscape() as servers, tempfile.TemporaryDirectory() as folder:
            program, play = prepare(servers, folder)
            try:
                play()
            except BaseException:
                program.kill()
                keep(folder)
                raise
            finally:
                program.kill()
    except ServersUnavailable as why:
        print(f'skipped: {why}')
        sys.exit(77)
    print(f'{name}: all points hold, in {time.monotonic() - begun:.0f} s')
