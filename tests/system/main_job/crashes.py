"""kill -9 in the middle: of the first reading, of the first writes, of the daily work."""
import time

from .offices import Crm, Erp
from .points import Point

SENT = "create_uid = (select id from res_user where login = 'sync')"


def while_loading(program):
    """However often the first reading is begun again, both systems are matched once."""
    for moment in (0.2, 0.35, 0.5):
        program.start()
        time.sleep(moment)
        program.kill()
    program.start()


def while_creating(program, erp: Erp):
    """While the companies that only the CRM had are being created in the ERP."""
    for count in (1, 6):
        end = time.monotonic() + 60
        while len(erp.ids(SENT)) < count:
            assert time.monotonic() < end, 'nothing is created in the ERP'
        program.kill()
        program.start()
    print('ok  killed twice while it creates records', flush=True)


def while_writing(program, crm: Crm, erp: Erp, pairs: list) -> list:
    """A colleague corrects many phones, and the engine dies again and again over it."""
    edited = {known.erp[0]: (known.crm[0], f'+49 30 77700{number:02}') for number, known in enumerate(pairs)}
    for here, phone in edited.values():
        crm.edit(here, phone=phone)
    wanted = [phone.replace(' ', '') for _, phone in edited.values()]

    def shown():
        return [erp.phone(id) for id in edited]

    for count in (1, 5, 9):
        end = time.monotonic() + 60
        while sum(one == other for one, other in zip(shown(), wanted)) < count:
            assert time.monotonic() < end, 'the phones do not arrive'
        program.kill()
        program.start()
    return [Point(f'{len(wanted)} phones edited while it was killed three times all arrive', shown, wanted),
            Point('… and stand in the CRM as they were typed',
                  lambda: [crm.phone(here) for here, _ in edited.values()], wanted)]
