"""kill -9 between a won deal and its number: before and after each call that makes the sale, moves it on, and tells the deal."""
from .deals import IN_ERP, LINES, WORTH
from .order_desk import OrderDesk
from .points import Point, wait_for
from .program import Program
from .sellers import Sellers

TEXT = 'Unter Absturz gewonnen'
# Each death comes one call further: before it is sent; then sent, but its answer is lost.
DEATHS = ('deliver.before_write:1', 'deliver.answered:1')
MOST_CALLS = 12


def while_selling(program: Program, crm: Sellers, erp: OrderDesk, company: int):
    program.kill()
    deal = crm.deal(TEXT, company, LINES, date_deadline='2026-11-21')
    crm.win(deal)
    died_at = []
    while len(died_at) < MOST_CALLS * len(DEATHS) and not _told(crm, deal):
        program.die_at(DEATHS[len(died_at) % 2])
        died_at.append(_state(erp))
    for state in ('no sale', 'draft', 'quotation', 'confirmed'):
        assert state in died_at, f'it never died with {state}: {died_at}'
    print(f'ok  it died {len(died_at)} times over a sale, around each call: {", ".join(died_at)}', flush=True)
    program.start()
    wait_for([Point('… and there is one sale, confirmed', lambda: [row[1:] for row in erp.sales(TEXT)], [('processing', '3')]),
              Point('… with its lines', lambda: erp.lines_of(TEXT), IN_ERP),
              Point('… of its total', lambda: erp.totals(TEXT), [WORTH]),
              Point('… and one number, at the deal', lambda: crm.shows(deal, 'x_erp_order_number', 'x_order_status', 'x_sync_problem'),
                    lambda seen: seen == (erp.sales(TEXT)[0][0], 'confirmed', None))])


def _state(erp: OrderDesk) -> str:
    """Tryton processes a sale by itself, a moment after it was confirmed."""
    state = (erp.sales(TEXT) or [(None, 'no sale', 0)])[0][1]
    return 'confirmed' if state == 'processing' else state


def _told(crm: Sellers, deal: int) -> bool:
    return crm.shows(deal, 'x_order_status')[0] == 'confirmed'
