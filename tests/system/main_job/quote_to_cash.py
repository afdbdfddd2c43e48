"""The main job from won deal to paid invoice, played on the example project as it ships."""
import json
import time

import seed_products

from . import deal_crashes, papers, quiet
from .admission import NOT_YET, Admission
from .bills import Bills
from .catalogue import Catalogue
from .deals import Deals
from .order_desk import OrderDesk
from .points import wait_for
from .sellers import Sellers, make_room

POLL = 2  # seconds
TABLES = {'crm': (*quiet.TABLES['crm'], 'crm_lead', 'sale_order', 'product_product', 'product_template', 'x_erp_invoice', 'x_erp_payment',
                  'mail_message'),
          'erp': (*quiet.TABLES['erp'], 'ir_attachment', 'sale_sale', 'sale_line', 'account_invoice', 'ir_note', 'res_user_warning')}
WHERE = {'street': 'Am Großmarkt 2', 'zip': '80331', 'city': 'München'}


def prepare(servers) -> tuple:
    """Both systems as they are on the day before: the CRM with room for what it is to show, the ERP with its catalogue."""
    make_room(servers.odoo.client('integrator'))
    crm, erp = Sellers(servers), OrderDesk(servers)
    crm.add_stages(servers.odoo.client('bookkeeper'))
    seed_products.into_tryton(erp.egon)
    quiet.watch(servers, TABLES)
    country, = crm.vera.call('res.country', 'search', domain=[['code', '=', 'DE']])
    where = {**WHERE, 'country_id': country}
    known = crm.company('Nordlicht Maschinenbau GmbH', vat='DE136695976')
    erp.company('Nordlicht Maschinenbau', 'DE136695976', street='Kai 1', postal_code='24103', city='Kiel')
    return crm, erp, known, where


def play(servers, program, crm, erp, known, where):
    manager = servers.odoo.client('integration')
    program.start()
    catalogue = Catalogue(crm, erp, seed_products.PRODUCTS)
    wait_for(catalogue.shown())
    wait_for(catalogue.edited(manager))
    admission = Admission(crm, erp, known, where)
    admission.admitted()
    admission.left_alone()

    deals = Deals(crm, erp, known, (admission.not_yet, NOT_YET))
    wait_for(deals.won())
    deals.won_again()
    deals.unknown_article(manager)
    deals.shipped()
    bills = Bills(crm, erp, deals.hall, erp.sale_of('Klemmen für Halle 3'))
    bills.issued()
    bills.edited_in_crm(servers.odoo.client('bookkeeper'))
    bills.paid()
    bills.credited()
    deals.born_in_erp()
    deal_crashes.while_selling(program, crm, erp, known)
    papers.signed(program, crm, erp, known)
    rest(servers, program)
    wait_for(deals.counted())


def rest(servers, program):
    before = quiet.wait_for_rest(servers, calm=2 * POLL)
    time.sleep(10 * POLL)
    after = quiet.writes(servers)
    assert after == before, f'something was written although nobody edited: {quiet.listed_since(servers, before)}'
    print('ok  nothing echoes: not one row is written in either database in ten rounds of polling', flush=True)
    left = program.open_matters()
    assert left == {'conflicts': [], 'dead-letters': []}, json.dumps(left, indent=1, ensure_ascii=False)
    assert not program.ask('status')['oldest_queued'], program.ask('status')
    print('ok  no conflict, no dead letter, nothing queued', flush=True)
