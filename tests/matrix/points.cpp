#include "tests/matrix/points.h"

#include <algorithm>

#include "sandbox/tryton/trade_data.h"
#include "tests/matrix/trade.h"

namespace syncline::matrix {
namespace {

const Company buyer{"Nordlicht GmbH",
                    "nordlicht.example",
                    "DE136695976",
                    "info@nordlicht.example",
                    "+49 431 5550100",
                    "Hafen 1",
                    "24103",
                    "Kiel",
                    "DE",
                    "",
                    ""};
const Company regular{"Elbe Logistik AG",
                      "",
                      "DE129273398",
                      "post@elbe.example",
                      "+49 40 5550200",
                      "Elbkai 2",
                      "20457",
                      "Hamburg",
                      "DE",
                      "",
                      ""};
const Person somebody{"Ada Brandt", "ada@nordlicht.example", "+49 431 5550144", "Einkauf"};

bool same_amount(const std::string& one, const std::string& other) {
  const auto a = Decimal::parse(one.empty() ? "0" : one), b = Decimal::parse(other.empty() ? "0" : other);
  return a && b && *a == *b;
}

class Play {
 public:
  Play(const CrmSide& crm, const ErpSide& erp) : crm_(crm), erp_(erp), trade_(*crm.vendor, *erp.vendor) {}

  std::vector<Found> all(std::string& story) {
    trade_.before = [&] { plant(); };
    trade_.live([&] {
      for (void (Play::*point)() :
           {&Play::customers, &Play::edits, &Play::articles, &Play::order, &Play::delivery, &Play::bill, &Play::born}) {
        found_.emplace_back();
        (this->*point)();
      }
      nothing_is_left();
      story = trade_.story();
    });
    return std::move(found_);
  }

 private:
  bool holds(bool is_so, const std::string& otherwise) {
    if (!is_so) found_.back().failures.push_back(otherwise);
    return is_so;
  }
  void becomes(const std::function<bool()>& so, const std::string& otherwise, Duration limit = hours(2)) {
    holds(trade_.becomes(so, limit), otherwise);
  }
  /// Both have it; else the point is held without it.
  bool have(Part part) {
    if (!crm_.lacks.contains(part) && !erp_.lacks.contains(part)) return true;
    found_.back().without.insert(part);
    return false;
  }
  std::string at_deal(const std::string& field) { return trade_.sales->shown("deal", deal_, field); }
  bool deal_is(const std::string& field, const std::string& text) { return at_deal(field) == text; }
  bool deal_has(const std::string& field, const std::string& amount) { return same_amount(at_deal(field), amount); }
  std::string of_order(const std::string& field) { return trade_.office->shown("order", order_, field); }
  std::string of_bill(const std::string& field) { return trade_.office->shown("invoice", bill_, field); }

  /// A company that both have, and an article that the CRM has already.
  void plant() {
    const tryton::Article& article = tryton::catalogue().front();
    trade_.crm.server->with_model([&](VendorModel& model, Instant now) {
      regular_in_crm_ = crm_.vendor->add_company(model, regular, now - days(30));
      crm_.vendor->add_article(model, {article.sku, article.name, article.unit, article.price}, now - days(30));
    });
    trade_.erp.server->with_model([&](VendorModel& model, Instant now) {
      regular_in_erp_ = erp_.vendor->add_company(model, regular, now - days(30));
    });
    REQUIRE_FALSE((regular_in_crm_.empty() || regular_in_erp_.empty()));
  }

  void customers() {
    trade_.disturb(trade_.erp);
    trade_.disturb(trade_.crm);
    buyer_in_crm_ = trade_.crm.screen->add(buyer);
    trade_.crm.screen->add(somebody, buyer_in_crm_);
    becomes([&] { return !trade_.in_erp("customer", buyer.name).empty(); }, "the new company is not in the ERP");
    becomes([&] { return !trade_.in_erp("contact", somebody.name).empty(); }, "the new person is not in the ERP");
    const std::string company = trade_.in_erp("customer", buyer.name);
    becomes([&] { return trade_.erp.screen->shown(trade_.in_erp("contact", somebody.name), "customer") == company; },
            "the person is not at the company");
    holds(trade_.erp.screen->named(buyer.name) == 1, "the new company is there twice");
    holds(trade_.erp.screen->named(regular.name) == 1 && trade_.crm.screen->named(regular.name) == 1,
          "the company that both have is there twice");
  }

  void edits() {
    const std::string from_crm = "+49 40 5550201", from_erp = "+49 431 5550111";
    trade_.disturb(trade_.erp);
    trade_.disturb(trade_.crm);
    const std::string company = trade_.in_erp("customer", buyer.name);
    trade_.crm.screen->type(regular_in_crm_, "phone", from_crm);
    trade_.erp.screen->type(company, "phone", from_erp);
    becomes([&] { return trade_.erp.screen->shows(regular_in_erp_, "phone", from_crm); },
            "the CRM's edit is not in the ERP");
    becomes([&] { return trade_.crm.screen->shows(buyer_in_crm_, "phone", from_erp); },
            "the ERP's edit is not in the CRM", have(Part::prompt_edits) ? hours(2) : hours(50));
    holds(trade_.crm.screen->shows(regular_in_crm_, "phone", from_crm) &&
              trade_.erp.screen->shows(company, "phone", from_erp),
          "an edit was taken back");
  }

  void articles() {
    trade_.disturb(trade_.crm);
    trade_.office->reprice("FI-4040", Decimal::of(3990, 2));
    const auto& all = tryton::catalogue();
    becomes([&] { return trade_.sales->count("product") == all.size(); }, "the CRM does not have each article once");
    const auto missing = std::ranges::find_if(
        all, [&](const tryton::Article& each) { return trade_.sales->with("product", "sku", each.sku).size() != 1; });
    holds(missing == all.end(), "the CRM does not have each article of the ERP");
    holds(trade_.made_in_crm("product") == all.size() - 1, "articles were made more than once");
    const auto priced = trade_.sales->with("product", "sku", "FI-4040");
    if (!have(Part::prices) || priced.size() != 1) return;
    becomes([&] { return same_amount(trade_.sales->shown("product", priced[0], "list_price"), "39.90"); },
            "the ERP's new price is not in the CRM");
  }

  void order() {
    const auto article = trade_.sales->with("product", "sku", "KL-1001"),
               other = trade_.sales->with("product", "sku", "SG-3001");
    if (!holds(article.size() == 1 && other.size() == 1, "there is nothing to sell")) return;
    const bool priced = have(Part::prices);  // else only what the CRM itself has a price of can be sold there
    std::vector<std::pair<std::string, std::string>> lines{{article[0], "8"}};
    if (priced) lines.emplace_back(other[0], "2");
    net_ = priced ? "645.20" : "9.20";
    deal_ = trade_.sales->add_deal(buyer_in_crm_, "Regale für Kiel", lines);
    trade_.wait(minutes(20));
    trade_.disturb(trade_.erp);
    trade_.sales->move(deal_, "won");
    becomes([&] { return !at_deal("order_number").empty(); }, "no order's number stands at the deal");
    const auto orders = trade_.office->orders_with("customer", trade_.in_erp("customer", buyer.name));
    if (!holds(orders.size() == 1, "the buyer has " + std::to_string(orders.size()) + " orders")) return;
    order_ = orders[0];
    holds(trade_.made_in_erp("order") == 1, "an order was made more than once");
    holds(deal_is("order_number", of_order("number")), "the deal shows the number of another order");
    holds(same_amount(of_order("net_total"), net_), "the order is over " + of_order("net_total"));
    have(Part::confirmation);
    becomes([&] { return trade_.office->is_ordered(order_); }, "the order is " + of_order("status"));
  }

  void delivery() {
    if (!holds(!order_.empty(), "there is no order")) return;
    trade_.disturb(trade_.crm);
    if (erp_.lacks.contains(Part::confirmation)) trade_.office->confirm(order_);
    holds(trade_.office->ship(order_, {{"KL-1001", Decimal(5)}}), "nothing can be shipped");
    becomes([&] { return deal_is("order_status", "partly_shipped") && trade_.sales->is_in(deal_, "in_delivery"); },
            "half of it left, and the deal is " + at_deal("order_status") + " in " + at_deal("stage"));
    trade_.die();
    holds(trade_.office->ship(order_), "the rest cannot be shipped");
    becomes([&] { return deal_is("order_status", "shipped") && trade_.sales->is_in(deal_, "ready_to_close"); },
            "all of it left, and the deal does not say so");
    if (have(Part::shipped_amount))
      becomes([&] { return deal_has("shipped_amount", net_); }, "the deal shows another shipped amount");
  }

  void bill() {
    if (!holds(!order_.empty(), "there is no order")) return;
    trade_.disturb(trade_.crm);
    const auto issued = trade_.office->invoice(order_);
    if (!holds(issued.size() == 1, "nothing is charged")) return;
    bill_ = issued[0];
    const std::string number = of_bill("number");
    becomes([&] { return deal_is("invoice_number", number); }, "the invoice's number does not stand at the deal");
    becomes([&] { return deal_has("open_amount", of_bill("gross_total")); }, "the deal does not show what is open");
    trade_.die();
    trade_.office->collect(bill_, Decimal(5));
    if (have(Part::part_payments))
      becomes([&] { return deal_has("paid_amount", "5"); }, "the deal does not show what was paid in part");
    const auto whole = Decimal::parse(of_bill("gross_total"));
    const auto rest = whole ? subtract(*whole, Decimal(5)) : Result<Decimal, Error>(Decimal());
    if (rest) trade_.office->collect(bill_, *rest);
    becomes([&] { return deal_has("open_amount", "0") && deal_has("paid_amount", of_bill("gross_total")); },
            "the deal does not show that it is paid");
    if (!have(Part::invoice_records)) return;
    becomes([&] { return trade_.sales->with("invoice", "number", number).size() == 1; },
            "the CRM does not have the invoice once");
    const auto shown = trade_.sales->with("invoice", "number", number);
    if (shown.size() != 1) return;
    becomes([&] { return trade_.sales->shown("invoice", shown[0], "status") == "paid"; },
            "the CRM's invoice is not paid");
    holds(trade_.made_in_crm("invoice") == 1, "an invoice was made more than once");
  }

  void born() {
    trade_.disturb(trade_.crm);
    const std::size_t deals = trade_.made_in_crm("deal");
    const std::string by_phone = trade_.office->enter(regular_in_erp_, {{"KL-1003", Decimal(40)}}, "Telefonisch");
    if (!holds(!by_phone.empty() && trade_.office->confirm(by_phone), "no order can be entered in the ERP")) return;
    const std::string number = trade_.office->shown("order", by_phone, "number");
    becomes([&] { return trade_.sales->with("deal", "order_number", number).size() == 1; },
            "an order of the ERP has made no deal");
    const auto made = trade_.sales->with("deal", "order_number", number);
    if (made.size() != 1) return;
    holds(trade_.sales->shown("deal", made[0], "customer") == regular_in_crm_, "the deal is another company's");
    trade_.wait(hours(1));
    holds(trade_.made_in_crm("deal") == deals + 1, "a deal was made more than once");
    holds(trade_.made_in_erp("order") <= 1, "of the deal another order was made");
  }

  void nothing_is_left() {
    const std::string open = trade_.problems();
    holds(open.empty(), "left for a person: " + open);
    holds(trade_.failed(trade_.crm) >= 12 && trade_.failed(trade_.erp) >= 8 && trade_.deaths() >= 3,
          "too little went wrong: " + std::to_string(trade_.failed(trade_.crm)) + " calls of the CRM, " +
              std::to_string(trade_.failed(trade_.erp)) + " of the ERP, " + std::to_string(trade_.deaths()) +
              " deaths");
  }

  const CrmSide& crm_;
  const ErpSide& erp_;
  Trade trade_;
  std::vector<Found> found_;
  std::string regular_in_crm_, regular_in_erp_, buyer_in_crm_, deal_, order_, bill_, net_;
};

}  // namespace

const std::vector<Point>& points() {
  static const std::vector<Point> all{
      {"customers", "a company and a person of the CRM stand in the ERP once; a company that both have is linked"},
      {"edits", "a phone number edited on either side stands on the other"},
      {"articles", "the ERP's catalogue is in the CRM, each article once, with a new price"},
      {"order", "a won deal becomes one order, equal to the cent, with its number at the deal"},
      {"delivery", "what leaves moves the deal, in part and whole"},
      {"invoice", "number, what is open and what was paid stand at the deal; the invoice is in the CRM"},
      {"born", "an order that is entered in the ERP makes one deal"}};
  return all;
}

std::vector<Found> play(const CrmSide& crm, const ErpSide& erp, std::string& story) {
  return Play(crm, erp).all(story);
}

}  // namespace syncline::matrix
