"""What must hold when all is at rest, judged by what the two offices hold and by what was acknowledged to them."""
import collections


def findings(told: dict, left: dict) -> list[str]:
    """told: /told of the offices. left: what the program says is left: {"conflicts": […], "dead_letters": n}."""
    desk, books = told["desk"]["tables"], told["books"]["tables"]
    found = []
    if left["dead_letters"]:
        found.append(f"{left['dead_letters']} dead letters")
    found += of_clients(told, desk.get("clients", []), books.get("clients", []), left["conflicts"])
    found += of_deals(told, desk, books)
    found += of_writes(told)
    return found


def by(field: str, rows: list[dict]) -> dict[str, list[dict]]:
    groups = collections.defaultdict(list)
    for row in rows:
        groups[row[field]].append(row)
    return groups


def last_said(told: dict, office: str) -> dict[tuple[str, str], str]:
    """(client's id, field) → what a person of this office wrote there last."""
    said = {}
    for by_person, verb, table, record, content, _ in told[office]["ledger"]:
        if by_person and table == "clients":
            said |= {(record, field): value for field, value in content.items()}
    return said


def of_clients(told: dict, at_desk: list[dict], at_books: list[dict], conflicts: list[dict]) -> list[str]:
    found = []
    desk, books = by("number", at_desk), by("number", at_books)
    said_at_desk, said_at_books = last_said(told, "desk"), last_said(told, "books")
    for number in desk.keys() | books.keys():
        if (len(desk[number]), len(books[number])) != (1, 1):
            found.append(f"client {number}: {len(desk[number])} at the desk, {len(books[number])} in the books")
            continue
        here, there = desk[number][0], books[number][0]
        for field in ("name", "city", "remark"):
            said = [said_at_desk.get((here["id"], field)), said_at_books.get((there["id"], field))]
            right = {"name": said[:1], "city": said[1:], "remark": said}[field]
            right = [value for value in right if value] or [value for value in said if value]
            if here[field] == there[field] and here[field] in right:
                continue
            if field == "remark" and is_open(conflicts, {here["id"], there["id"]}):
                continue
            found.append(f"client {number}: {field} is {here[field]!r} at the desk, {there[field]!r} in the books, not {right}")
    return found


def is_open(conflicts: list[dict], records: set[str]) -> bool:
    return any(record in str(conflict) for conflict in conflicts for record in records)


def of_deals(told: dict, desk: dict, books: dict) -> list[str]:
    found = []
    orders = by("reference", books.get("orders", []))
    client_at_desk = {row["id"]: row["number"] for row in desk.get("clients", [])}
    client_in_books = {row["id"]: row["number"] for row in books.get("clients", [])}
    heard = set(told["notices"]["deals"])
    for deal in desk.get("deals", []):
        number, made = deal["number"], orders.pop(deal["number"], [])
        if deal["id"] not in heard:
            found.append(f"deal {number} was never acknowledged")
        elif len(made) != 1:
            found.append(f"deal {number}: {len(made)} orders for an acknowledged deal")
        else:
            order = made[0]
            if order["state"] != "confirmed":
                found.append(f"deal {number}: its order is {order['state']}")
            if deal["order_number"] != order["number"]:
                found.append(f"deal {number} shows the order {deal['order_number']!r}, not {order['number']}")
            if client_at_desk[deal["client"]] != client_in_books.get(order["client"]):
                found.append(f"deal {number}: its order is another client's")
            if sorted(deal["papers"]) != sorted(order["papers"]):
                found.append(f"deal {number}: {len(deal['papers'])} papers, of which its order shows {len(order['papers'])}")
    return found + [f"order of nothing: {number}" for number in orders]


def of_writes(told: dict) -> list[str]:
    """No write was done twice; and no client was written more often than people edited it on the other side."""
    found, edits = [], {"desk": collections.Counter(), "books": collections.Counter()}
    number = {(office, row["id"]): row["number"] for office in edits for row in told[office]["tables"].get("clients", [])}
    for office, edited in edits.items():
        for by_person, verb, table, record, content, in_vain in told[office]["ledger"]:
            if by_person and table == "clients":
                edited[number[office, record]] += 1
            if not by_person and in_vain:
                found.append(f"{office}: {verb} of {table} {record} changed nothing: {content}")
    for office, other in (("desk", "books"), ("books", "desk")):
        written = collections.Counter(number[office, record] for by_person, verb, table, record, _, _ in told[office]["ledger"]
                                      if table == "clients" and not by_person)
        found += [f"client {each}: written {n} times at {office}, edited {edits[other][each]} times at {other}"
                  for each, n in written.items() if n > edits[other][each]]
    return found
