"""What is sold stands in the ERP, and the CRM shows it."""
from .order_desk import OrderDesk
from .points import Point
from .sellers import Sellers

IN_CRM = '''select p.default_code, t.name->>'en_US', round(t.list_price::numeric, 4), round(t.x_stock_quantity::numeric, 2),
    t.x_availability from product_product p join product_template t on t.id = p.product_tmpl_id'''


class Catalogue:
    def __init__(self, crm: Sellers, erp: OrderDesk, products: list):
        self._crm, self._erp = crm, erp
        self._wanted = sorted((each.sku, each.name, f'{float(each.list_price):.4f}', f'{each.stock:.2f}', self._promise(each))
                              for each in products)

    def shown(self) -> list:
        points = [Point('the articles of the ERP are in the CRM, each once, with name, price to the fourth digit, stock and what may '
                        'be promised', lambda: sorted(self._crm.sql(IN_CRM)), self._wanted)]
        return points

    @staticmethod
    def _promise(product) -> str:
        if product.kind == 'service':
            return 'in_stock'
        return 'out_of_stock' if product.stock == 0 else 'low' if product.stock < 10 else 'in_stock'

    def _of(self, sku: str, column: str):
        (value,), = self._crm.sql(f"select {column} from product_product p join product_template t on t.id = p.product_tmpl_id "
                                  f"where p.default_code = '{sku}'")
        return value

    def edited(self, manager) -> list:
        """`manager` may edit products in the CRM."""
        crm, erp = self._crm, self._erp
        erp.reprice('FI-4040', '39.9525')
        erp.count_stock('SG-3001', 6)
        manager.write('product.product', crm.product('KU-5001'), {'name': 'Wie der Vertrieb sie nennt', 'list_price': 1})
        return [Point('a new list price of the ERP comes over', lambda: self._of('FI-4040', 'round(t.list_price::numeric, 4)'), '39.9525'),
                Point('a move of stock comes over', lambda: self._of('SG-3001', 't.x_stock_quantity'), '6'),
                Point('… with what may be promised', lambda: self._of('SG-3001', 't.x_availability'), 'low'),
                Point('a product edited in the CRM is set back', lambda: (
                    self._of('KU-5001', "t.name->>'en_US'"), self._of('KU-5001', 't.list_price')), ('Kupferschiene blank', '11.6'))]
