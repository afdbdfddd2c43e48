#!/usr/bin/python3
"""Looks at a real Odoo and a real Tryton, and fails where they are not what the connectors take them for.

    tests/system/servers_test.py             checks, prints every fact
    tests/system/servers_test.py --record    also rewrites tests/system/recorded

Exit 77: the servers can't be had here, so nothing was checked.
"""
import sys
import time

import odoo_facts
import tryton_facts
import tryton_trade_facts
from seed import seed
from servers import Landscape, ServersUnavailable


def main(arguments) -> int:
    try:
        with Landscape() as servers:
            print(f'servers: up in {servers.seconds_to_start:.1f} s')
            return _check(servers, '--record' in arguments)
    except ServersUnavailable as reason:
        print(f'skipped: {reason}')
        return 77


def _check(servers, record: bool) -> int:
    begun = time.monotonic()
    seeding = seed(servers.odoo.client(), servers.tryton.client())
    print(f'servers: {len(seeding.known)} companies, {len(seeding.in_both)} of them in both, '
          f'seeded in {time.monotonic() - begun:.1f} s')
    _all_customers_in_one_request(servers)
    facts = [look(servers, seeding, record).check() for look in (
        odoo_facts.OdooFacts, tryton_facts.TrytonFacts, tryton_trade_facts.TrytonTradeFacts)]
    wrong = [line for each in facts for line in each.wrong] + _handling(servers)
    for line in wrong:
        print(f'not as believed: {line}', file=sys.stderr)
    print(f'servers: {sum(each.count for each in facts)} facts, {len(wrong)} not as believed')
    return 1 if wrong else 0


def _all_customers_in_one_request(servers):
    for name, client, request in (
            ('Odoo', servers.odoo.client('integration'), lambda client: client.call(
                'res.partner', 'web_search_read', domain=[['parent_id', '=', False]], limit=500,
                specification=odoo_facts.CUSTOMER_WITH_CONTACTS)['records']),
            ('Tryton', servers.tryton.client('integration'), lambda client: client.search(
                'party.party', [], tryton_facts.CUSTOMER_FIELDS))):
        request(client)
        begun = time.monotonic()
        rows = request(client)
        print(f'servers: {len(rows)} records of {name} with all their parts in {1000 * (time.monotonic() - begun):.0f} ms')


def _handling(servers) -> list:
    """The harness itself: what its own tests must be able to count on."""
    wrong = []
    servers.odoo.fresh_database('crm_case')
    servers.tryton.fresh_database('erp_case')
    if servers.odoo.client(database='crm_case').call('res.partner', 'search_count', domain=[['name', 'ilike', 'GmbH']]) != 1:
        wrong.append('a fresh Odoo database has customers')
    if servers.tryton.client(database='erp_case').call('model.party.party.search_count', []) != 1:
        wrong.append('a fresh Tryton database has customers')
    for server in (servers.odoo, servers.tryton):
        begun, port = time.monotonic(), server.port
        server.kill()
        server.start()
        print(f'servers: {server.name} back after a crash in {time.monotonic() - begun:.1f} s')
        if server.port != port:
            wrong.append(f'{server.name} came back on another port')
    return wrong


if __name__ == '__main__':
    sys.dont_write_bytecode = True
    sys.exit(main(sys.argv[1:]))
