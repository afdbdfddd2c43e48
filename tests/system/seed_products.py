"""What both systems sell: article numbers, list prices without tax, units, and what lies in the warehouse."""
import dataclasses
import decimal


@dataclasses.dataclass(frozen=True)
class Product:
    sku: str
    name: str
    description: str
    list_price: str  # EUR, without tax
    unit: str  # symbol as in Tryton: u, m, kg, h
    kind: str  # goods or service
    category: str
    stock: int = 0


PRODUCTS = [
    Product('KL-1001', 'Reihenklemme 2,5 mm²', 'Durchgangsklemme, grau', '1.15', 'u', 'goods', 'Klemmen', 5000),
    Product('KL-1002', 'Reihenklemme 4 mm²', 'Durchgangsklemme, grau', '1.48', 'u', 'goods', 'Klemmen', 3200),
    Product('KB-2010', 'Mantelleitung NYM-J 3x1,5', '', '0.8950', 'm', 'goods', 'Kabel', 12500),
    Product('KB-2020', 'Mantelleitung NYM-J 5x2,5', '', '2.3425', 'm', 'goods', 'Kabel', 4000),
    Product('SG-3001', 'Schaltschrank 600x800', 'Stahlblech, RAL 7035', '318.00', 'u', 'goods', 'Gehäuse', 14),
    Product('SG-3002', 'Schaltschrank 800x2000', 'Stahlblech, RAL 7035', '879.90', 'u', 'goods', 'Gehäuse', 3),
    Product('LS-4016', 'Leitungsschutzschalter B16', '', '4.20', 'u', 'goods', 'Schutzgeräte', 860),
    Product('FI-4040', 'Fehlerstromschutzschalter 40 A', '30 mA, 4-polig', '38.75', 'u', 'goods', 'Schutzgeräte', 120),
    Product('KU-5001', 'Kupferschiene blank', '', '11.6000', 'kg', 'goods', 'Rohstoffe', 750),
    Product('MO-9001', 'Montage vor Ort', 'je angefangene Stunde', '78.00', 'h', 'service', 'Dienstleistung'),
    Product('MO-9002', 'Anfahrt', 'pauschal', '45.00', 'u', 'service', 'Dienstleistung'),
    Product('SO-7777', 'Sonderanfertigung', 'nur auf Anfrage lieferbar', '0.01', 'u', 'goods', 'Gehäuse', 0),
]


def into_tryton(tryton):
    """The catalogue, and an inventory that puts the goods into the warehouse."""
    units = {row['symbol']: row['id'] for row in tryton.search('product.uom', [], ['symbol'])}
    booked, = [row['id'] for row in tryton.search('product.category', [['accounting', '=', True]], [])]
    categories = {name: tryton.create('product.category', {'name': name}) for name in sorted({
        product.category for product in PRODUCTS})}
    tryton.call('model.product.template.create', [_template(
        product, units[product.unit], categories[product.category], booked) for product in PRODUCTS])
    ids = {row['code']: row['id'] for row in tryton.search('product.product', [], ['code'])}
    shelf, = [row['storage_location'] for row in tryton.search('stock.location', [['type', '=', 'warehouse']], ['storage_location'])]
    counted = tryton.create('stock.inventory', {'location': shelf, 'lines': [['create', [
        {'product': ids[product.sku], 'quantity': float(product.stock)} for product in PRODUCTS if product.stock]]]})
    tryton.call('model.stock.inventory.confirm', [counted])


def _template(product, unit, category, booked) -> dict:
    price = decimal.Decimal(product.list_price)
    return {'name': product.name, 'code': product.sku, 'type': product.kind, 'default_uom': unit, 'sale_uom': unit,
            'salable': True, 'list_price': price, 'account_category': booked, 'categories': [['add', [category]]],
            'products': [['create', [{'description': product.description or None, 'cost_price': round(price / 2, 4)}]]]}
