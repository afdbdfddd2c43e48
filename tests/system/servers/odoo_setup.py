"""Fed to `odoo shell` once, on a fresh database: a company with its books, people at work, and the integration's own user."""
import json

company = env.ref('base.main_company')
company.write({'name': 'Muster Vertrieb GmbH', 'country_id': env.ref('base.de').id, 'currency_id': env.ref('base.EUR').id})
env['account.chart.template'].try_loading('generic_coa', company, install_demo=False)
company.currency_id = env.ref('base.EUR')
company.account_sale_tax_id.write({'amount': 19, 'name': '19%'})

env['account.payment.term'].create([
    {'name': f'{days} Tage', 'line_ids': [(0, 0, {'value': 'percent', 'value_amount': 100, 'nb_days': days})]}
    for days in (14, 30)])

SELLS = ('base.group_user', 'base.group_partner_manager', 'sales_team.group_sale_salesman_all_leads',
         'account.group_account_readonly')
PEOPLE = {
    'integration': ('Syncline', 'sync@crm.example', (*SELLS, 'sales_team.group_sale_manager', 'product.group_product_manager')),
    'person': ('Vera Vertrieb', 'vera@crm.example', SELLS),
    'bookkeeper': ('Bruno Buchhaltung', 'bruno@crm.example', (
        'base.group_user', 'base.group_partner_manager', 'sales_team.group_sale_manager', 'account.group_account_manager')),
    # Who makes custom fields and models at set-up.
    'integrator': ('Ines Einrichtung', 'ines@crm.example', ('base.group_user', 'base.group_system'))}
keys = {}
for who, (name, login, groups) in PEOPLE.items():
    user = env['res.users'].create({
        'name': name, 'login': login, 'email': login, 'group_ids': [(6, 0, [env.ref(group).id for group in groups])]})
    # As superuser, because a key of an ordinary user would expire inside the cached template.
    keys[who] = env['res.users.apikeys'].with_user(user).sudo()._generate('rpc', 'system tests', None)
env.cr.commit()
print('FACTS ' + json.dumps({'keys': keys}))
