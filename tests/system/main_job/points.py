"""Points: what must hold in the servers some time after edits were made. Several are waited for together."""
import dataclasses
import time
import typing

PATIENCE = 120  # seconds that a change may take on a loaded machine


@dataclasses.dataclass
class Point:
    says: str
    look: typing.Callable  # what the servers show
    wanted: typing.Any     # the value, or a function that judges it

    def holds(self) -> bool:
        seen = self.look()
        return bool(self.wanted(seen)) if callable(self.wanted) else seen == self.wanted


class Failed(AssertionError):
    """A point did not come to hold."""


def wait_for(points: list):
    """Until each has held, as it comes to hold; those that must stay true are looked at again at the end."""
    end = time.monotonic() + PATIENCE
    open_points = list(points)
    while open_points:
        for point in open_points[:]:
            if point.holds():
                print('ok  ' + point.says, flush=True)
                open_points.remove(point)
        if open_points and time.monotonic() > end:
            raise Failed('\n'.join(f'not within {PATIENCE} s: {each.says}: the server shows {each.look()!r}'
                                   for each in open_points))
        time.sleep(0.2)


def still_hold(points: list):
    for point in points:
        if not point.holds():
            raise Failed(f'no longer: {point.says}: the server shows {point.look()!r}')
