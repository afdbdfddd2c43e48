"""The CRM's people at the sale: Vera with her deals and quotations, Ines who makes room for what the ERP knows."""
import base64

from odoo_custom import add_custom_fields

LEAD, ORDER, STAGE, PRODUCT = 'crm.lead', 'sale.order', 'crm.stage', 'product.product'
# The stages of maps/deal_stage.csv that a new Odoo does not have.
STAGES = ('In delivery', 'Ready to close', 'Closed', 'Cancelled')
PRICE_DIGITS = 4  # as in the ERP; a new Odoo has two


def make_room(integrator):
    """Once, by whoever has the Settings: fields and models, stages, and prices as exact as the ERP's."""
    add_custom_fields(integrator)
    accuracy = integrator.call('decimal.precision', 'search', domain=[['name', '=', 'Product Price']])
    integrator.call('decimal.precision', 'write', ids=accuracy, vals={'digits': PRICE_DIGITS})


class Sellers:
    """Deals are ids of crm.lead; a line is (article number, quantity, unit price, discount in percent)."""

    def __init__(self, servers):
        self._servers = servers
        self.vera = servers.odoo.client()

    def sql(self, query: str) -> list:
        return self._servers.sql('crm', query)

    def add_stages(self, manager):
        last = max(row['sequence'] for row in self.vera.call(STAGE, 'search_read', domain=[], fields=['sequence']))
        manager.call(STAGE, 'create', vals_list=[
            {'name': name, 'is_won': name != 'Cancelled', 'sequence': last + place} for place, name in enumerate(STAGES, 1)])

    def company(self, name: str, **values) -> int:
        return self.vera.create('res.partner', {'name': name, 'is_company': True, **values})

    def edit_company(self, id: int, **values):
        self.vera.write('res.partner', id, values)

    def product(self, sku: str) -> int:
        return self.vera.call(PRODUCT, 'search', domain=[['default_code', '=', sku]])[0]

    def deal(self, name: str, company: int, lines: list, **values) -> int:
        """With a quotation of these lines; worth what they add up to, as Odoo adds it up."""
        deal = self.vera.create(LEAD, {'name': name, 'type': 'opportunity', 'partner_id': company, **values})
        quotation = self.quote(deal, company, lines)
        worth = self.vera.read(ORDER, quotation, ['amount_untaxed'])['amount_untaxed']
        self.vera.write(LEAD, deal, {'expected_revenue': worth})
        return deal

    def quote(self, deal: int, company: int, lines: list) -> int:
        return self.vera.create(ORDER, {'partner_id': company, 'opportunity_id': deal, 'order_line': [[0, 0, {
            'product_id': self.product(sku), 'product_uom_qty': quantity, 'price_unit': price, 'discount': discount}]
            for sku, quantity, price, discount in lines]})

    def attach(self, deal: int, name: str, content: bytes):
        self.vera.create('ir.attachment', {'name': name, 'res_model': LEAD, 'res_id': deal,
                                           'datas': base64.b64encode(content).decode()})

    def attached(self, deal: int) -> int:
        return self.vera.call('ir.attachment', 'search_count', domain=[['res_model', '=', LEAD], ['res_id', '=', deal]])

    def win(self, deal: int):
        self.move(deal, 'Won')

    def move(self, deal: int, stage: str):
        id, = self.vera.call(STAGE, 'search', domain=[['name', '=', stage]])
        self.vera.write(LEAD, deal, {'stage_id': id})

    def lose(self, deal: int):
        """Also a won one, which Odoo refuses to lose before it is taken back to an open stage: in one go."""
        id, = self.vera.call(STAGE, 'search', domain=[['name', '=', 'Proposition']])
        self.vera.write(LEAD, deal, {'stage_id': id, 'active': False, 'probability': 0})

    def restore(self, deal: int):
        self.vera.call(LEAD, 'action_unarchive', ids=[deal])

    def shows(self, deal: int, *fields) -> tuple:
        """As the database holds it: texts, amounts with two digits, None where nothing is."""
        columns = ', '.join(f'l.{each}' if each not in AMOUNTS else f'round(l.{each}::numeric, 2)' for each in fields)
        row, = self.sql(f'select {columns} from crm_lead l where l.id = {deal}')
        return row

    def stage(self, deal: int) -> str:
        (name,), = self.sql(f"select s.name->>'en_US' from crm_lead l join crm_stage s on s.id = l.stage_id where l.id = {deal}")
        return name

    def messages(self, deal: int) -> list:
        """Comments at the deal of which its owner was told."""
        return [body for body, in self.sql(f'''
            select m.body from mail_message m join mail_notification n on n.mail_message_id = m.id
            join res_users u on u.partner_id = n.res_partner_id join crm_lead l on l.user_id = u.id and l.id = m.res_id
            where m.model = 'crm.lead' and m.res_id = {deal} and m.message_type = 'comment' order by m.id''')]


AMOUNTS = ('x_shipped_amount', 'x_invoiced_amount', 'x_paid_amount', 'x_open_amount')
