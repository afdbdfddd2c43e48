#include "sandbox/tryton/delivery.h"

#include "sandbox/tryton/amounts.h"
#include "sandbox/tryton/calendar.h"
#include "sandbox/tryton/sale_states.h"

namespace syncline::sandbox::tryton {
namespace {

/// In moves of the line that are not cancelled.
Decimal planned(const Record& line, bool only_done) {
  Decimal sum;
  for (const Record& move : line.all("moves")) {
    const std::string state = move.text("state");
    if (only_done ? state == "done" : state != "cancelled") sum = plus(sum, move.number("quantity"));
  }
  return sum;
}

Id customers(const Transaction& transaction) {
  const std::vector<Record> found = records_where(transaction, "stock.location", "type", "customer");
  return found.empty() ? 0 : found.front().id();
}

bool is_open(const Record& shipment) {
  return shipment.text("state") != "done" && shipment.text("state") != "cancelled";
}

}  // namespace

bool is_shipped(const Record& line) {
  return line.text("type") == "line" && line.to("product") && line.to("product").text("type") != "service";
}

Decimal left_to_ship(const Record& line) { return minus(line.number("quantity"), planned(line, true)); }

void send(ServerWork& work, Id id) {
  const Record sale = work.record("sale.sale", id);
  const Value today = date_value(day_of(work.transaction().start));
  Id shipment = 0;
  for (const Record& line : sale.all("lines")) {
    const Decimal rest = minus(line.number("quantity"), planned(line, false));
    if (!is_shipped(line) || rest.sign() <= 0) continue;
    if (shipment == 0) {
      shipment = work.create("stock.shipment.out",
                             {{"number", std::to_string(work.transaction().tables.next_number("shipment"))},
                              {"state", "waiting"},
                              {"customer", sale["party"]},
                              {"delivery_address", sale["shipment_address"]},
                              {"warehouse", sale["warehouse"]},
                              {"planned_date", today},
                              {"company", sale["company"]}});
    }
    work.create("stock.move", {{"product", line["product"]},
                               {"uom", line["unit"]},
                               {"quantity", rest},
                               {"from_location", sale.to("warehouse")["output_location"]},
                               {"to_location", customers(work.transaction())},
                               {"state", "draft"},
                               {"planned_date", today},
                               {"shipment", "stock.shipment.out," + std::to_string(shipment)},
                               {"origin", line.name()},
                               {"company", sale["company"]}});
  }
}

Id ship(ServerWork& work, Id sale, const std::map<Id, Decimal>& shares) {
  const Value today = date_value(day_of(work.transaction().start));
  for (const Record& shipment : work.record("sale.sale", sale).all("shipments")) {
    if (!is_open(shipment)) continue;
    for (const Record& move : shipment.all("outgoing_moves")) {
      Map changes{{"state", "done"}, {"effective_date", today}};
      const auto share = shares.find(move["product"].as_int());
      if (share != shares.end()) changes.set("quantity", share->second);
      if (share != shares.end() && share->second.sign() <= 0) changes = {{"state", "cancelled"}};
      work.write("stock.move", move.id(), std::move(changes));
    }
    work.write("stock.shipment.out", shipment.id(), {{"state", "done"}, {"effective_date", today}});
    send(work, sale);
    follow_up(work, sale);
    return shipment.id();
  }
  return 0;
}

}  // namespace syncline::sandbox::tryton
