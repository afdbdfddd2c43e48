"""What the customer signed: a PDF at a deal stands at its sale, once and byte for byte, also when it dies on the way."""
import hashlib

from .order_desk import OrderDesk
from .points import Point, wait_for
from .program import Program
from .sellers import Sellers

TEXT = 'Mit Unterschrift gewonnen'
LINES = [('LS-4016', 3, 4.2, 0)]
# Before it is listed, fetched, sent, and before the answer to what was sent is stored.
DEATHS = ('files.listed:1', 'files.spooled:1', 'files.before_upload:1', 'files.uploaded:1')


def _pdf(text: str, size: int) -> bytes:
    seed = hashlib.sha256(text.encode()).digest()
    return b'%PDF-1.7\n' + (seed * (size // len(seed)))


def _told(papers: dict) -> list:
    """Name, size and hash of each, as the ERP must show them."""
    return sorted((name, len(content), hashlib.sha256(content).hexdigest()) for name, content in papers.items())


def signed(program: Program, crm: Sellers, erp: OrderDesk, company: int):
    papers = {'Auftrag unterschrieben.pdf': _pdf('Auftrag', 700_000)}
    deal = crm.deal(TEXT, company, LINES, date_deadline='2026-11-21')
    crm.attach(deal, 'Notizen.txt', b'bleibt hier')
    crm.attach(deal, *papers.copy().popitem())
    crm.win(deal)
    wait_for([Point('a PDF that was signed before the deal was won stands at its sale, the same by its hash',
                    lambda: erp.papers(TEXT), _told(papers))])

    for number, point in enumerate(DEATHS):
        program.kill()
        name, content = f'Nachtrag {number}.pdf', _pdf(point, 40_000)
        crm.attach(deal, name, content)
        papers[name] = content
        crm.vera.write('crm.lead', deal, {'date_deadline': f'2026-12-0{number + 1}'})  # a file alone moves no stamp
        program.die_at(point)
    program.start()
    wait_for([Point(f'… and {len(DEATHS)} more, each killed at another point of its way: all there, none twice',
                    lambda: erp.papers(TEXT), _told(papers))])
    wait_for([Point('… while the deal has what it had', lambda: crm.attached(deal), len(papers) + 1)])
