"""The ERP's people at the sale: what ErpPeople do, and what they look after before an order comes."""
import decimal
import hashlib

from erp_people import ErpPeople

TEMPLATE, PRODUCT = 'product.template', 'product.product'


class OrderDesk(ErpPeople):
    def __init__(self, servers):
        self._servers = servers
        self.egon = servers.tryton.client()
        super().__init__(self.egon)
        self.warehouse, = (row['id'] for row in self.egon.search('stock.location', [['type', '=', 'warehouse']], []))

    def sql(self, query: str) -> list:
        return self._servers.sql('erp', query)

    def product(self, sku: str) -> int:
        row, = self.egon.search(PRODUCT, [['code', '=', sku]], [])
        return row['id']

    def _template(self, sku: str) -> dict:
        row, = self.egon.search(PRODUCT, [['code', '=', sku]], ['template'])
        return row['template']

    def reprice(self, sku: str, price: str):
        self.egon.write(TEMPLATE, self._template(sku), {'list_price': decimal.Decimal(price)})

    def add_product(self, sku: str, name: str, like: str) -> int:
        """With the unit, taxes and price of another."""
        copied = self.egon.read(TEMPLATE, self._template(like), ['default_uom', 'sale_uom', 'account_category', 'list_price', 'type'])
        copied.pop('id')
        self.egon.create(TEMPLATE, {**copied, 'name': name, 'code': sku, 'salable': True,
                                    'products': [['create', [{'cost_price': decimal.Decimal('1')}]]]})
        return self.product(sku)

    def count_stock(self, sku: str, quantity: int):
        """An inventory that finds so many."""
        shelf = self.egon.read('stock.location', self.warehouse, ['storage_location'])['storage_location']
        counted = self.egon.create('stock.inventory', {'location': shelf, 'lines': [['create', [
            {'product': self.product(sku), 'quantity': float(quantity)}]]]})
        self.egon.call('model.stock.inventory.confirm', [counted])

    def company(self, name: str, tax_id: str, **address) -> int:
        return self.egon.create('party.party', {'name': name, 'addresses': [['create', [address]]],
                                                'identifiers': [['create', [{'type': 'eu_vat', 'code': tax_id}]]]})

    def phone_sale(self, party: int, text: str, lines: list) -> int:
        """A sale that is born here; `lines` are (article number, quantity, price)."""
        form, = self.egon.call('model.sale.sale.on_change', {'party': party, 'company': 1}, ['party'])
        rows = []
        for sku, quantity, price in lines:
            filled = self.egon.call('model.sale.line.on_change_product', {
                'product': self.product(sku), 'quantity': float(quantity), 'company': 1, 'sale': {'party': party, 'company': 1, 'currency': 1}})
            rows.append({'type': 'line', 'product': self.product(sku), 'unit': filled['unit'], 'quantity': float(quantity),
                         'unit_price': decimal.Decimal(price), 'taxes': [['add', [tax['id'] for _, tax in filled['taxes']['add']]]]})
        return self.egon.create('sale.sale', {'party': party, 'description': text, 'invoice_address': form['invoice_address'],
                                              'shipment_address': form['shipment_address'], 'lines': [['create', rows]]})

    def sales(self, text: str) -> list:
        """[(number, state, lines)] of the sales about that, oldest first."""
        return self.sql(f'''select s.number, s.state, count(l.id) from sale_sale s left join sale_line l on l.sale = s.id
            where s.description = '{text}' group by s.id order by s.id''')

    def totals(self, text: str) -> list:
        """Net, as Tryton adds it up, of the sales about that."""
        return [str(self.sale(int(id))['untaxed_amount']) for id, in self.sql(
            f"select id from sale_sale where description = '{text}' order by id")]

    def sale_of(self, text: str) -> int:
        (id,), = self.sql(f"select id from sale_sale where description = '{text}'")
        return int(id)

    def papers(self, text: str) -> list:
        """(name, size, hash) of what is attached to the sales about that."""
        sales = [int(id) for id, in self.sql(f"select id from sale_sale where description = '{text}'")]
        found = self.egon.search('ir.attachment', [['resource', 'in', [f'sale.sale,{id}' for id in sales]]], ['name', 'data']) if sales else []
        return sorted((each['name'], len(each['data']), hashlib.sha256(each['data']).hexdigest()) for each in found)

    def lines_of(self, text: str) -> list:
        return self.sql(f'''select p.code, l.quantity, l.unit_price from sale_line l join sale_sale s on s.id = l.sale
            join product_product p on p.id = l.product where s.description = '{text}' order by l.sequence, l.id''')

    def party(self, tax_id: str) -> list:
        """Ids of all that have this tax number."""
        return [int(id) for id, in self.sql(f"select party from party_identifier where code = '{tax_id}' order by party")]

    def stand_of(self, sale: int) -> list:
        """What an edit of the sale would move."""
        return self.sql(f'''select s.state, s.write_date, l.id, l.quantity, l.unit_price, l.write_date
            from sale_sale s join sale_line l on l.sale = s.id where s.id = {sale} order by l.id''')
