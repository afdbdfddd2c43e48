"""What an integrator adds to an Odoo that is to show what the ERP knows: fields of deals, products and customers, and two
models for invoices and payments. By the API, as a user with the right Settings; done once. connectors/odoo/README.md tells
people the same."""

DEAL = {'x_erp_order_number': 'char', 'x_order_status': 'char', 'x_shipped_amount': 'float', 'x_invoiced_amount': 'float',
        'x_paid_amount': 'float', 'x_open_amount': 'float', 'x_erp_invoice_number': 'char', 'x_payment_status': 'char',
        'x_payment_date': 'date', 'x_dunning_level': 'integer', 'x_sync_problem': 'text', 'x_do_not_sync': 'boolean'}
PRODUCT = {'x_stock_quantity': 'float', 'x_availability': 'char'}
CUSTOMER = {'x_do_not_sync': 'boolean', 'x_qualified': 'boolean', 'x_credit_status': 'char', 'x_open_amount': 'float',
            'x_dunning_level': 'integer', 'x_segment': 'char'}
INVOICE = {'x_name': 'char', 'x_kind': 'char', 'x_partner_id': 'res.partner', 'x_deal_id': 'crm.lead', 'x_status': 'char',
           'x_invoice_date': 'date', 'x_due_date': 'date', 'x_payment_date': 'date', 'x_currency': 'char', 'x_net': 'float',
           'x_tax': 'float', 'x_total': 'float', 'x_paid': 'float', 'x_open': 'float', 'x_dunning_level': 'integer',
           'x_reference': 'char'}
PAYMENT = {'x_name': 'char', 'x_partner_id': 'res.partner', 'x_invoice_id': 'x_erp_invoice', 'x_date': 'date',
           'x_amount': 'float', 'x_currency': 'char', 'x_direction': 'char', 'x_reference': 'char'}


def add_custom_fields(integrator):
    for model, fields in (('crm.lead', DEAL), ('product.template', PRODUCT), ('res.partner', CUSTOMER)):
        id, = integrator.call('ir.model', 'search', domain=[['model', '=', model]])
        integrator.call('ir.model.fields', 'create', vals_list=[{**field, 'model_id': id} for field in _fields(fields)])
    invoices = _model(integrator, 'x_erp_invoice', 'ERP invoice', INVOICE)
    # A credit note names the invoice that it takes back.
    integrator.call('ir.model.fields', 'create', vals_list=[
        {**field, 'model_id': invoices} for field in _fields({'x_invoice_id': 'x_erp_invoice'})])
    _model(integrator, 'x_erp_payment', 'ERP payment', PAYMENT)


def _model(integrator, name, label, fields) -> int:
    id, = integrator.call('ir.model', 'create', vals_list=[
        {'model': name, 'name': label, 'field_id': [[0, 0, field] for field in _fields(fields)]}])
    everyone, managers = (_group(integrator, *which) for which in (('base', 'group_user'), ('sales_team', 'group_sale_manager')))
    integrator.call('ir.model.access', 'create', vals_list=[
        {'name': f'{name} {who}', 'model_id': id, 'group_id': group, 'perm_read': True, 'perm_write': writes,
         'perm_create': writes, 'perm_unlink': writes}
        for who, group, writes in (('read', everyone, False), ('write', managers, True))])
    return id


def _group(integrator, module, name) -> int:
    return integrator.call('ir.model.data', 'search_read', domain=[['module', '=', module], ['name', '=', name]],
                           fields=['res_id'])[0]['res_id']


def _fields(types: dict) -> list:
    return [{'name': name, 'field_description': name[2:].replace('_', ' ').capitalize(),
             **({'ttype': 'many2one', 'relation': type} if '.' in type or type.startswith('x_') else {'ttype': type})}
            for name, type in types.items()]
