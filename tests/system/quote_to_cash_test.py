#!/usr/bin/python3
"""From won deal to paid invoice between a real Odoo and a real Tryton, by the example project as it ships: one deal makes
one sale, what becomes of it shows at the deal, through kill -9 at every call. Looked at in the servers.

    quote_to_cash_test.py PROGRAM [API]     the CRM is spoken to by this API (rpc); exit 77: the servers cannot be had here
"""
import sys

from main_job import quote_to_cash
from main_job.between_servers import tell
from main_job.example import Example


def prepare(servers, folder):
    crm, erp, *more = quote_to_cash.prepare(servers)
    program = Example(sys.argv[1], folder, servers, f'{quote_to_cash.POLL}s', api=''.join(sys.argv[2:]),
                      warehouse=erp.warehouse)
    return program, lambda: quote_to_cash.play(servers, program, crm, erp, *more)


if __name__ == '__main__':
    tell('quote to cash', prepare)
