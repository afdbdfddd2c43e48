"""From won deal to shipped sale: one sale for one deal, whoever moves which card."""
from . import papers
from .order_desk import OrderDesk
from .points import Point, wait_for
from .sellers import Sellers

LINES = [('KL-1001', 100, 1.15, 0), ('KB-2020', 40, 2.3425, 0), ('LS-4016', 6, 4.2, 10)]
IN_ERP = [('KL-1001', '100', '1.1500'), ('KB-2020', '40', '2.3425'), ('LS-4016', '6', '3.7800')]
WORTH = '231.38'
UNCONFIRMED = '''select id from sale_sale where state in ('draft', 'quotation', 'cancelled')'''


class Deals:
    """`known` is a company of the CRM that the ERP knows, too; `unknown` one that only the CRM has, and its tax number."""

    def __init__(self, crm: Sellers, erp: OrderDesk, known: int, unknown: tuple):
        self._crm, self._erp, self._known, self._unknown = crm, erp, known, unknown
        self.hall = self.cabinets = None

    def _number(self, text: str):
        return (self._erp.sales(text) or [(None,)])[0][0]

    def won(self) -> list:
        crm, erp = self._crm, self._erp
        self.hall = crm.deal('Klemmen für Halle 3', self._known, LINES, date_deadline='2026-11-20')
        crm.win(self.hall)
        text, (company, tax_id) = 'Schränke für München', self._unknown
        self.cabinets = crm.deal(text, company, [('SG-3002', 2, 879.9, 5), ('KB-2010', 250, 0.895, 0)], date_deadline='2026-11-21')
        crm.win(self.cabinets)
        hall = 'Klemmen für Halle 3'
        return [Point('a won deal of three lines makes one sale, confirmed', lambda: [row[1:] for row in erp.sales(hall)],
                      [('processing', '3')]),
                Point('… with its articles and quantities, each price after its discount', lambda: erp.lines_of(hall), IN_ERP),
                Point('… of the same total, in decimal, as its quotation', lambda: (erp.totals(hall), self._quoted(self.hall)),
                      ([WORTH], WORTH)),
                Point('… for the customer that the ERP knew', lambda: erp.sql(
                    f"select party from sale_sale where description = '{hall}'") == [(str(erp.party('DE136695976')[0]),)], True),
                Point('… on the day of the deal', lambda: erp.sql(
                    f"select sale_date from sale_sale where description = '{hall}'"), [('2026-11-20',)]),
                Point('its number and status stand at the deal, which says Won',
                      lambda: (*crm.shows(self.hall, 'x_erp_order_number', 'x_order_status', 'x_sync_problem'), crm.stage(self.hall)),
                      lambda seen: seen[0] is not None and seen == (self._number(hall), 'confirmed', None, 'Won')),
                Point('a customer that the ERP did not have is made first, once', lambda: len(erp.party(tax_id)), 1),
                Point('… and its sale', lambda: [row[1:] for row in erp.sales(text)], [('processing', '2')])]

    def _quoted(self, deal: int) -> str:
        (total,), = self._crm.sql(f'select sum(price_subtotal) from sale_order_line l join sale_order o on o.id = l.order_id '
                                  f'where o.opportunity_id = {deal}')
        return total

    def won_again(self):
        """Odoo lets nobody lose a won deal: it is taken back to an open stage first."""
        crm, erp = self._crm, self._erp
        crm.move(self.hall, 'Proposition')
        wait_for([Point('a won deal that is taken back to an open stage says Won again, as its sale stands',
                        lambda: crm.stage(self.hall), 'Won')])
        crm.lose(self.hall)
        wait_for([Point('one that is lost, too', lambda: crm.stage(self.hall), 'Won')])
        crm.restore(self.hall)
        crm.win(self.hall)

    def counted(self) -> list:
        """At the end of the play, with one deal that was won under crashes."""
        texts = ('Klemmen für Halle 3', 'Schränke für München', 'Sonderklemmen', 'Telefonisch bestellt', 'Unter Absturz gewonnen', papers.TEXT)
        return [Point('won twice, lost and won again, born in the ERP, died over: one sale each, and no other',
                      lambda: sorted(self._erp.sql('select description, count(*) from sale_sale group by 1')),
                      sorted((text, '1') for text in texts)),
                Point('… and one deal each, and no other', lambda: sorted(self._crm.sql(
                    'select name, count(*) from crm_lead group by 1')), sorted((text, '1') for text in texts)),
                Point('… all sales confirmed', lambda: self._erp.sql(UNCONFIRMED), [])]

    def unknown_article(self, manager):
        crm, erp, text = self._crm, self._erp, 'Sonderklemmen'
        manager.create('product.product', {'name': 'Sonderklemme', 'default_code': 'NEU-1', 'list_price': 5})
        deal = crm.deal(text, self._known, [('NEU-1', 10, 5, 0), ('KL-1001', 1, 1.15, 0)], date_deadline='2026-11-21')
        crm.win(deal)
        wait_for([Point('a deal with an article that the ERP does not know is flagged, and names it', lambda: crm.shows(deal, 'x_sync_problem')[0],
                        lambda seen: seen and 'product' in seen),
                  Point('… its owner is told, once', lambda: len(crm.messages(deal)), 1)])
        wait_for([Point('… no sale is made', lambda: erp.sales(text), []),
                  Point('… and it still says Won', lambda: crm.stage(deal), 'Won')])
        erp.add_product('NEU-1', 'Sonderklemme', like='KL-1001')
        wait_for([Point('once the ERP has the article, the sale is made', lambda: [row[1:] for row in erp.sales(text)], [('processing', '2')]),
                  Point('… and the flag goes', lambda: crm.shows(deal, 'x_sync_problem', 'x_erp_order_number'),
                        lambda seen: seen == (None, self._number(text)) and seen[1] is not None)])

    def shipped(self):
        crm, erp, deal = self._crm, self._erp, self.hall
        sale = erp.sale_of('Klemmen für Halle 3')

        def shows(status, amount, stage):
            return lambda: (*crm.shows(deal, 'x_order_status', 'x_shipped_amount'), crm.stage(deal)), (status, amount, stage)
        erp.ship(sale, {erp.product('KL-1001'): 40})
        wait_for([Point('a part is shipped: status, its worth and "In delivery" stand at the deal', *shows('partly_shipped', '162.38', 'In delivery'))])
        before = erp.stand_of(sale)
        crm.move(deal, 'New')
        wait_for([Point('a card that is moved by hand is moved back', lambda: crm.stage(deal), 'In delivery')])
        assert erp.stand_of(sale) == before, 'a card moved by hand changed the sale'
        print('ok  … and nothing changes in the ERP', flush=True)
        erp.ship(sale)
        wait_for([Point('the rest is shipped: the deal is ready to close', *shows('shipped', WORTH, 'Ready to close'))])

    def born_in_erp(self):
        crm, erp, text = self._crm, self._erp, 'Telefonisch bestellt'
        party, = erp.party('DE136695976')
        sale = erp.phone_sale(party, text, [('LS-4016', 20, '4.00'), ('MO-9002', 1, '45')])
        erp.quote(sale)
        erp.confirm(sale)
        found = f'''select l.x_erp_order_number, l.partner_id, round(l.expected_revenue::numeric, 2), s.name->>'en_US'
            from crm_lead l join crm_stage s on s.id = l.stage_id where l.name = '{text}\''''
        wait_for([Point('a sale born in the ERP makes one deal, with its number, customer and worth, at its stage', lambda: crm.sql(found),
                        lambda seen: seen == [(self._number(text), str(self._known), '125.00', 'Won')])])
        erp.ship(sale)
        wait_for([Point('… which moves on with it', lambda: [row[3] for row in crm.sql(found)], ['Ready to close'])])
