"""kill -9 in the middle: of the first reading, of the first writes, of the daily work."""
import time

from .offices import Crm, Erp
from .points import Point

SENT = "create_uid = (select id from res_user where login = 'sync')"


def while_loading(program):
    """However often the first reading is begun again, both systems are matched once."""
    for point in ('poll.page:2', 'observe.read:10', 'observe.committed:40'):
        program.die_at(point)
    program.start()
    time.sleep(0.5)
    program.kill()
    program.start()


def while_creating(program, erp: Erp):
    """Around the first writes: with the intent stored and nothing sent, sent and not answered, answered and not stored."""
    for point in ('release.checkpoint:1', 'deliver.sending:3', 'deliver.before_write:5', 'deliver.answered:4',
                  'deliver.written:4', 'deliver.confirmed:3'):
        program.die_at(point)
    program.start()
    kill_when(program, lambda: len(erp.ids(SENT)) > 6, 'nothing is created in the ERP')
    program.start()
    print('ok  it died seven times around its first writes', flush=True)


def kill_when(program, holds, otherwise: str):
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, otherwise
    program.kill()


def while_writing(program, crm: Crm, erp: Erp, pairs: list) -> list:
    """A colleague corrects many phones, and the engine dies again and again over it."""
    wanted = {known.erp[0]: f'+49307770{number:03}' for number, known in enumerate(pairs)}
    points = ('deliver.before_write:1', 'deliver.answered:1', 'deliver.written:1', 'observe.committed:2')
    program.kill()
    for part, point in enumerate(points):
        for known in pairs[part::len(points)]:
            crm.edit(known.crm[0], phone=wanted[known.erp[0]])
        program.die_at(point)
    program.start()
    return [Point(f'{len(wanted)} phones edited while it died four times all arrive',
                  lambda: {party: erp.phone(party) for party in wanted}, wanted),
            Point('… and stand in the CRM as they were typed',
                  lambda: [crm.phone(known.crm[0]) for known in pairs], list(wanted.values()))]
