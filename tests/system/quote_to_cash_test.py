#!/usr/bin/python3
"""From won deal to paid invoice between a real Odoo and a real Tryton, by the example project as it ships: one deal makes
one sale, what becomes of it shows at the deal, through kill -9 at every call. Looked at in the servers.

    quote_to_cash_test.py PROGRAM     exit 77: the servers cannot be had here
"""
import sys
import tempfile
import time

from main_job import quote_to_cash
from main_job.example import Example
from main_job.program import keep
from servers import Landscape, ServersUnavailable


def main():
    begun = time.monotonic()
    try:
        with Landscape() as servers, tempfile.TemporaryDirectory() as folder:
            crm, erp, *more = quote_to_cash.prepare(servers)
            program = Example(sys.argv[1], folder, servers, f'{quote_to_cash.POLL}s', warehouse=erp.warehouse)
            try:
                quote_to_cash.play(servers, program, crm, erp, *more)
            except BaseException:
                program.kill()
                keep(folder)
                raise
            finally:
                program.kill()
    except ServersUnavailable as why:
        print(f'skipped: {why}')
        sys.exit(77)
    print(f'quote to cash: all points hold, in {time.monotonic() - begun:.0f} s')


if __name__ == '__main__':
    main()
