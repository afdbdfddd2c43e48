#include "sandbox/tryton/billing.h"

#include <array>

#include "sandbox/tryton/amounts.h"
#include "sandbox/tryton/calendar.h"
#include "sandbox/tryton/sale_states.h"

namespace syncline::sandbox::tryton {
namespace {

List taxes_of(const Record& line) {
  const Value taxes = line["taxes"];
  return List{List{"add", taxes.is_list() ? taxes.as_list() : List{}}};
}

Map charged(const Record& line, const Decimal& quantity) {
  return {
      {"type", "line"},       {"product", line["product"]}, {"description", line["description"]},
      {"quantity", quantity}, {"unit", line["unit"]},       {"unit_price", decimal_value(line.number("unit_price"))},
      {"note", line["note"]}, {"origin", line.name()},      {"taxes", taxes_of(line)}};
}

Id bill(ServerWork& work, const Record& of, List lines) {
  return work.create("account.invoice", {{"company", of["company"]},
                                         {"type", "out"},
                                         {"state", "draft"},
                                         {"party", of["party"]},
                                         {"invoice_address", of["invoice_address"]},
                                         {"currency", of["currency"]},
                                         {"payment_term", of["payment_term"]},
                                         {"lines", List{List{"create", std::move(lines)}}}});
}

std::string due_day(const Record& invoice, const std::string& day) {
  for (const Record& line : invoice.to("payment_term").all("lines")) {
    for (const Record& delta : line.all("relativedeltas")) return days_after(day, delta["days"].int_or(0));
  }
  return day;
}

/// Debit and credit of an amount that somebody owes us.
Map owed(const Decimal& amount) {
  return {{"debit", decimal_value(amount.sign() > 0 ? amount : Decimal())},
          {"credit", decimal_value(amount.sign() < 0 ? amount.negated() : Decimal())}};
}

Id post_move(ServerWork& work, const Record& invoice, const std::string& day, Map line) {
  const Id move =
      work.create("account.move", {{"number", std::to_string(work.transaction().tables.next_number("move"))},
                                   {"date", date_value(day)},
                                   {"state", "posted"}});
  line.set("move", move);
  line.set("party", invoice["party"]);
  work.create("account.move.line", std::move(line));
  return move;
}

void tell_sales(ServerWork& work, Id invoice) {
  for (const Record& sale : work.record("account.invoice", invoice).all("sales")) follow_up(work, sale.id());
}

void reconcile(ServerWork& work, const std::vector<Record>& lines, const std::string& day) {
  const Id made = work.create("account.move.reconciliation", {{"date", date_value(day)}});
  for (const Record& line : lines) {
    work.write("account.move.line", line.id(), {{"reconciliation", made}});
    for (const Record& dunning : line.all("dunnings")) {
      (void)remove(work.transaction(), model_of("account.dunning"), {dunning.id()});
    }
  }
}

std::vector<Record> all_lines(const Record& invoice) {
  std::vector<Record> lines = invoice.all("lines_to_pay");
  for (const Record& line : invoice.all("payment_lines")) lines.push_back(line);
  return lines;
}

}  // namespace

void charge(ServerWork& work, Id id) {
  const Record sale = work.record("sale.sale", id);
  List lines;
  for (const Record& line : sale.all("lines")) {
    const bool known = !records_where(work.transaction(), "account.invoice.line", "origin", line.name()).empty();
    if (line.text("type") == "line" && !known) lines.emplace_back(charged(line, line.number("quantity")));
  }
  if (!lines.empty()) bill(work, sale, std::move(lines));
}

void post(ServerWork& work, Id id) {
  const Record invoice = work.record("account.invoice", id);
  if (invoice.text("state") != "draft") return;
  const Decimal total = invoice.number("total_amount");
  const bool is_credit = total.sign() < 0;
  std::string count = std::to_string(work.transaction().tables.next_number(is_credit ? "credit note" : "invoice"));
  count.insert(0, count.size() < 5 ? 5 - count.size() : 0, '0');
  const std::string day = day_of(work.transaction().start);
  Map line = owed(total);
  line.set("maturity_date", date_value(due_day(invoice, day)));
  const Id move = post_move(work, invoice, day, std::move(line));
  work.write("account.move", move, {{"origin", invoice.name()}});
  work.write("account.invoice", id,
             {{"number", (is_credit ? "GU-" : "RE-") + count},
              {"invoice_date", date_value(day)},
              {"move", move},
              {"state", "posted"}});
}

void collect(ServerWork& work, Id id, const Decimal& amount, const std::string& day) {
  const Record invoice = work.record("account.invoice", id);
  if (invoice.text("state") != "posted") return;
  const Id move = post_move(work, invoice, day, owed(amount.negated()));
  const Id line = records_where(work.transaction(), "account.move.line", "move", move).front().id();
  work.write("account.invoice", id, {{"payment_lines", List{List{"add", List{line}}}}});
  const Record after = work.record("account.invoice", id);
  if (after.number("amount_to_pay").sign() != 0) return;
  reconcile(work, all_lines(after), day);
  work.write("account.invoice", id, {{"state", "paid"}});
  tell_sales(work, id);
}

Id credit(ServerWork& work, Id id, bool settle) {
  const Record invoice = work.record("account.invoice", id);
  List lines;
  for (const Record& line : invoice.all("lines")) lines.emplace_back(charged(line, line.number("quantity").negated()));
  const Id note = bill(work, invoice, std::move(lines));
  post(work, note);
  if (!settle) return note;
  std::vector<Record> both = all_lines(work.record("account.invoice", id));
  for (const Record& line : all_lines(work.record("account.invoice", note))) both.push_back(line);
  reconcile(work, both, day_of(work.transaction().start));
  work.write("account.invoice", note, {{"state", "paid"}});
  work.write("account.invoice", id, {{"state", "cancelled"}});
  tell_sales(work, id);
  return note;
}

void remind(ServerWork& work, const std::string& day) {
  constexpr std::array<std::int64_t, 3> overdue{7, 21, 35};
  for (const Record& line : records_of(work.transaction(), "account.move.line")) {
    if (line["maturity_date"].is_null() || !line["reconciliation"].is_null() || line.number("debit").sign() <= 0)
      continue;
    const std::vector<Record> reminders = line.all("dunnings");
    const std::int64_t level = reminders.empty() ? 0 : reminders.front().to("level")["sequence"].int_or(0);
    if (level >= 3 || days_after(line.text("maturity_date"), overdue.at(static_cast<std::size_t>(level))) > day)
      continue;
    const Value next = records_where(work.transaction(), "account.dunning.level", "sequence", level + 1).front().id();
    if (reminders.empty()) {
      work.create("account.dunning", {{"line", line.id()}, {"level", next}, {"state", "waiting"}});
    } else {
      work.write("account.dunning", reminders.front().id(), {{"level", next}, {"state", "waiting"}});
    }
  }
}

}  // namespace syncline::sandbox::tryton
