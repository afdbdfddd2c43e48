"""Invoices, payments, reminders and credit notes: made in the ERP, shown in the CRM."""
import datetime

from .order_desk import OrderDesk
from .points import Point, wait_for
from .sellers import Sellers

INVOICES = '''select i.x_name, i.x_status, round(i.x_total::numeric, 2), round(i.x_paid::numeric, 2), round(i.x_open::numeric, 2),
    i.x_due_date from x_erp_invoice i where i.x_kind = 'invoice' and i.x_name = '%s\''''
GROSS = '275.34'


class Bills:
    """Of one sale that is shipped, and its deal."""

    def __init__(self, crm: Sellers, erp: OrderDesk, deal: int, sale: int):
        self._crm, self._erp, self._deal, self._sale = crm, erp, deal, sale
        self._invoice = self._number = self._due = None

    def _shown(self) -> list:
        return self._crm.sql(INVOICES % self._number)

    def _as(self, says, status, paid, open_amount):
        return Point(says, self._shown, [(self._number, status, GROSS, paid, open_amount, self._due)])

    def issued(self):
        crm, erp = self._crm, self._erp
        drafts = erp.sale(self._sale)['invoices']
        assert drafts and erp.invoice(drafts[0])['state'] == 'draft'
        assert crm.sql('select id from x_erp_invoice') == [], 'a draft invoice came over'
        self._invoice, = erp.post_invoices(self._sale)
        bill = erp.invoice(self._invoice)
        self._number, self._due = bill['number'], str(bill['lines_to_pay.'][0]['maturity_date'])
        wait_for([self._as('an invoice that waited as a draft comes over when it is issued: number, status, open amount, due date', 'open',
                           '0.00', GROSS),
                  Point('… the deal names it, with what is open', lambda: crm.shows(self._deal, 'x_erp_invoice_number', 'x_open_amount', 'x_order_status'),
                        (self._number, GROSS, 'invoiced')),
                  Point('… and it knows its deal', lambda: crm.sql(f"select x_deal_id from x_erp_invoice where x_name = '{self._number}'"),
                        [(str(self._deal),)])])

    def edited_in_crm(self, manager):
        (id,), = self._crm.sql(f"select id from x_erp_invoice where x_name = '{self._number}'")
        manager.write('x_erp_invoice', int(id), {'x_open': 0, 'x_status': 'paid'})
        wait_for([self._as('an invoice edited in the CRM is taken back', 'open', '0.00', GROSS)])

    def paid(self):
        crm, erp = self._crm, self._erp
        erp.collect(self._invoice, '100.00')
        wait_for([self._as('a payment of a part comes over: the invoice is partly paid', 'partly_paid', '100.00', '175.34'),
                  Point('… as a payment of its own', self._payments, [('100.00', 'in', self._number)]),
                  Point('… and the deal shows what is paid and open', lambda: crm.shows(self._deal, 'x_paid_amount', 'x_open_amount'),
                        ('100.00', '175.34'))])
        due = datetime.date.fromisoformat(self._due)
        erp.remind(due + datetime.timedelta(days=8))
        wait_for([Point('a reminder raises the dunning level of the invoice', lambda: crm.sql(
                    f"select x_dunning_level from x_erp_invoice where x_name = '{self._number}'"), [('1',)]),
                  Point('… and of the deal', lambda: crm.shows(self._deal, 'x_dunning_level'), ('1',))])
        erp.collect(self._invoice, '175.34')
        wait_for([self._as('paid in full, nothing is open', 'paid', GROSS, '0.00'),
                  Point('… by two payments', self._payments, [('100.00', 'in', self._number), ('175.34', 'in', self._number)]),
                  Point('… and the deal of a shipped and paid sale is closed', lambda: (
                      *crm.shows(self._deal, 'x_paid_amount', 'x_open_amount', 'x_order_status'), crm.stage(self._deal)),
                        (GROSS, '0.00', 'done', 'Closed'))])

    def _payments(self) -> list:
        return self._crm.sql(f'''select round(p.x_amount::numeric, 2), p.x_direction, i.x_name from x_erp_payment p
            join x_erp_invoice i on i.id = p.x_invoice_id where i.x_name = '{self._number}' order by p.id''')

    def credited(self):
        note = self._erp.invoice(self._erp.credit(self._invoice))
        wait_for([Point('a credit note comes over with a positive amount, and names its invoice', lambda: self._crm.sql(f'''
            select n.x_name, n.x_kind, n.x_status, round(n.x_total::numeric, 2), i.x_name from x_erp_invoice n
            join x_erp_invoice i on i.id = n.x_invoice_id'''), [(note['number'], 'credit_note', 'open', GROSS, self._number)])])
