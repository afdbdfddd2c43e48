#!/usr/bin/python3
"""The main job between a real CRM and a real ERP that are both in use already: they are matched, reported, linked, and
kept in step both ways, customers and contacts, through kill -9 at any moment; nothing echoes. Looked at in the servers.

    main_job_test.py PROGRAM [API]     the CRM is spoken to by this API (rpc); exit 77: the servers cannot be had here
"""
import sys
import time

from main_job import crashes, numbers, quiet
from main_job.between_servers import tell
from main_job.contacts import Contacts
from main_job.customers import Customers, first_contact
from main_job.offices import Crm, Erp
from main_job.points import Point, still_hold, wait_for
from main_job.program import Program
from seed import seed

REST = 8  # seconds without any edit, in which nothing may be written


def play(servers, program):
    seeding = seed(servers.odoo.client(), servers.tryton.client())
    quiet.watch(servers)
    crm, erp = Crm(servers), Erp(servers)
    expected = numbers.expected(crm, erp, seeding)
    observe(servers, program, expected)
    program.allow('two-way')
    crashes.while_creating(program, erp)

    pairs = numbers.clear_pairs(crm, erp, seeding)
    customers = Customers(crm, erp, pairs)
    contacts = Contacts(crm, erp, pairs[::-1], seeding)
    wait_for(first_contact(crm, erp, seeding) + contacts.completed() + contacts.waiting())
    points = customers.edited() + customers.created() + contacts.edited() + contacts.moved() + contacts.created()
    wait_for(points)
    more = customers.edited_again() + contacts.released()
    wait_for(more)

    program.kill()
    at_once = customers.edited_at_once(program)
    program.allow('two-way', into_erp=False)
    program.start()
    wait_for(customers.edited_later(program))
    program.stop()
    program.allow('two-way')
    program.start()
    wait_for(at_once + customers.deleted())
    wait_for(crashes.while_writing(program, crm, erp, [each for each in pairs if each.crm[0] not in customers.asked]))
    outage(servers, crm, erp, pairs[0])
    rest(servers, program)
    one_edit(servers, crm, erp, pairs[0])
    still_hold(at_once)


def examine(program):
    assert program.doctor() == [], program.doctor()
    for system, wrong in (('crm', {'CRM_API_KEY': 'wrong'}), ('erp', {'ERP_PASSWORD': 'wrong'})):
        failing = program.doctor(**wrong)
        assert len(failing) == 1 and failing[0].startswith(f'{system} '), failing
    print('ok  the doctor can read both systems, and names the one whose key is wrong', flush=True)


def observe(servers, program, expected):
    before = quiet.writes(servers)
    program.allow('observe')
    examine(program)
    crashes.while_loading(program)
    numbers.compare(program.report(), expected)
    program.kill()
    assert quiet.writes(servers) == before, 'something was written while it should only observe'
    print('ok  observing writes nothing, though it died four times while it read both systems', flush=True)


def outage(servers, crm, erp, known):
    servers.tryton.kill()
    crm.edit(known.crm[0], phone='+49 30 5550098')
    time.sleep(2)
    servers.tryton.start()
    wait_for([Point('a phone edited in the CRM while the ERP is down stands there once it is back',
                    lambda: erp.phone(known.erp[0]), '+49305550098')])


def rest(servers, program):
    before = quiet.wait_for_rest(servers, calm=3)
    program.kill()
    program.start()
    time.sleep(REST)
    after = quiet.writes(servers)
    assert after == before, f'something was written although nobody edited: {before} became {after}'
    print(f'ok  nothing echoes: not one row is written in either database in {REST} s of polling, after another kill -9', flush=True)


def one_edit(servers, crm, erp, known):
    before = quiet.wait_for_rest(servers, calm=3)
    crm.edit(known.crm[0], phone='+49 30 5550099')
    wait_for([Point('once more a phone edited in the CRM stands in the ERP', lambda: erp.phone(known.erp[0]), '+49305550099')])
    quiet.wait_for_rest(servers, calm=4)
    written = quiet.transactions_since(servers, before)
    assert written == {'crm': 1, 'erp': 1}, f'one edit led to so many transactions: {written}'
    print('ok  … by one write, and none comes back', flush=True)


def prepare(servers, folder):
    program = Program(sys.argv[1], folder, servers, *sys.argv[2:])
    return program, lambda: play(servers, program)


if __name__ == '__main__':
    tell('main job', prepare)
