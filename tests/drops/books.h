#pragma once
// For tests: an ERP in memory with customers, invoices, credit notes and payments, and the files that are made of them.

#include <algorithm>

#include "base/text.h"
#include "engine/file_town_test.h"

namespace syncline::ledger {

using namespace syncline::shop;

inline const std::string erp = R"(connector: books
title: Books
protocol: json-http
base_url: https://erp.example
objects:
  party:
    fields: {name: {}, no: {}, vat: {}, street: {}, zip: {}, city: {}, country: {}, mail: {}}
    list: {sweep: {strategy: sweep, request: {path: /p}}}
    read: {request: {path: /p}}
  bill: &bill
    fields:
      no: {}
      party: {}
      day: {type: date}
      due: {type: date}
      state: {}
      gross: {type: decimal}
      net: {type: decimal}
      tax: {type: decimal}
      text: {}
      currency: {}
      taxes: {part: [percent, code, net, tax], fields: {percent: {type: decimal}, net: {type: decimal}, tax: {type: decimal}}}
    list: {sweep: {strategy: sweep, request: {path: /b}}}
    read: {request: {path: /b}}
  credit: *bill
  receipt:
    fields: {party: {}, bill: {}, day: {type: date}, amount: {type: decimal}, way: {}, text: {}}
    list: {sweep: {strategy: sweep, request: {path: /r}}}
    read: {request: {path: /r}}
)";

/// `taxes`: whether the ERP says its totals by rate, and they are kept in step.
inline Sources project(bool taxes) {
  Sources out{{"syncline.yaml", R"(project: books
systems:
  erp: {connector: books}
  datev: {connector: datev, folder: /not-used, consultant: 29098, client: 55003}
defaults: {poll: 1m, sweep: 24h}
)"},
              {"connectors/books/connector.yaml", erp},
              {"connectors/books/bindings/customer.yaml", R"(entity: customer
object: party
fields: {name: name, number: no, tax_id: vat, street: street, postal_code: zip, city: city, country: country, email: mail}
)"},
              {"connectors/books/bindings/payment.yaml", R"(entity: payment
object: receipt
fields:
  customer: {path: party, object: party}
  invoice: {path: bill, object: bill}
  date: day
  amount: amount
  direction: way
  reference: text
)"},
              {"sync/customer.yaml", R"(entity: customer
systems: {erp: party, datev: debtor}
create: {datev: always}
fields: {name: erp, number: erp, tax_id: erp, street: erp, postal_code: erp, city: erp, country: erp, email: erp}
delete: flag
stage: two-way
)"},
              {"sync/payment.yaml", R"(entity: payment
systems: {erp: receipt, datev: payment}
create: {datev: always}
fields: {customer: erp, invoice: erp, date: erp, amount: erp, direction: erp, reference: erp}
stage: two-way
)"}};
  for (const auto& [entity, object, text] :
       {std::tuple("invoice", "bill", "reference"), std::tuple("credit_note", "credit", "reason")}) {
    out["connectors/books/bindings/" + std::string(entity) + ".yaml"] =
        "entity: " + std::string(entity) + "\nobject: " + object + "\nfields:\n  " + text + ": text\n" + R"(  number: no
  customer: {path: party, object: party}
  invoice_date: day
  due_date: due
  status: state
  gross_total: gross
  net_total: net
  tax_total: tax
  currency: currency
  taxes: {part: taxes, write: never, fields: {percent: percent, tax_code: code, net_amount: net, tax_amount: tax}}
)";
    out["sync/" + std::string(entity) + ".yaml"] =
        "entity: " + std::string(entity) + "\nsystems: {erp: " + object + ", datev: " + entity + "}\n" +
        "create: {datev: {when: \"erp.status != 'draft'\"}}\nstage: two-way\n" +
        "fields: {number: erp, customer: erp, invoice_date: erp, " +
        (entity == std::string("invoice") ? "due_date: erp, " : "") +
        "gross_total: erp, net_total: erp, tax_total: erp, currency: erp, " + text + ": erp" +
        (taxes ? ", taxes: erp" : "") + "}\n";
  }
  return out;
}

inline FileTown books(bool taxes = false, Map settings = {}) {
  settings.set("folder", "/not-used");
  settings.set("consultant", 29098);
  settings.set("client", 55003);
  return FileTown(project(taxes), "datev", settings);
}

/// One invoice, or credit note, of 15 April; at 19 % where no rates are said.
inline std::size_t bill(FileTown& t, const std::string& no, const std::string& party, int cents = 119000,
                        List taxes = {}, const char* object = "bill") {
  Decimal net = Decimal::of(cents / 119 * 100, 2), tax = Decimal::of(cents / 119 * 19, 2);
  if (!taxes.empty()) {
    tax = Decimal();
    for (const Value& each : taxes) tax = add(tax, each["tax"].as_decimal()).value_or(tax);
    net = subtract(Decimal::of(cents, 2), tax).value_or(net);
  }
  return t.town["erp"].add(object, {{"no", no},
                                    {"party", party},
                                    {"day", "2026-04-15"},
                                    {"due", "2026-05-15"},
                                    {"state", "open"},
                                    {"gross", Decimal::of(cents, 2)},
                                    {"net", net},
                                    {"tax", tax},
                                    {"text", "Muster GmbH " + no},
                                    {"currency", "EUR"},
                                    {"taxes", std::move(taxes)}});
}

/// What an invoice says of one rate.
inline Value rate(const char* percent, std::int64_t net_cents, std::int64_t tax_cents, const char* name = nullptr) {
  return Map{{"id", std::string(percent) + (name ? name : "")},
             {"percent", *Decimal::parse(percent)},
             {"code", name ? Value(name) : Value()},
             {"net", Decimal::of(net_cents, 2)},
             {"tax", Decimal::of(tax_cents, 2)}};
}

inline void party(FileTown& t, const std::string& name, const std::string& no) {
  t.town["erp"].add("party", {{"name", name},
                              {"no", no},
                              {"vat", "DE136695976"},
                              {"street", "Straße des 17. Juni 135"},
                              {"zip", "10623"},
                              {"city", "Berlin"},
                              {"country", "DE"},
                              {"mail", "info@muster.example"}});
}

inline void receipt(FileTown& t, const std::string& of, int cents) {
  t.town["erp"].add("receipt", {{"party", "0"},
                                {"bill", of},
                                {"day", "2026-05-04"},
                                {"amount", Decimal::of(cents, 2)},
                                {"way", "in"},
                                {"text", "Vielen Dank – bezahlt €"}});
}

inline std::string expected(const std::string& name) {
  std::ifstream file(std::string(SYNCLINE_SOURCE_DIR) + "/tests/drops/datev/" + name, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The cells of every row of postings of every file there.
inline std::vector<std::vector<std::string>> postings(const FileTown& t) {
  std::vector<std::vector<std::string>> out;
  for (const std::string& name : t.folder.names("")) {
    if (!name.starts_with("EXTF_Buchungsstapel_")) continue;
    const auto lines = split(t.folder.get(name), '\n');
    for (std::size_t i = 2; i + 1 < lines.size(); ++i) {
      out.push_back(split(lines[i], ';'));
      CHECK(out.back().size() == 125);
    }
  }
  return out;
}

/// The cell that says which record a row of postings is, of every row of every file there.
inline std::vector<std::string> numbers(const FileTown& t) {
  std::vector<std::string> out;
  for (const auto& cells : postings(t)) out.push_back(cells[10]);
  std::ranges::sort(out);
  return out;
}

}  // namespace syncline::ledger
