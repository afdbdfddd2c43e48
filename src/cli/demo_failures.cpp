// What goes wrong around Syncline, and that nothing comes of it.
#include "cli/demo_points.h"
#include "cli/demo_trade.h"

namespace syncline::cli {
namespace {

const sandbox::Company nordlicht{"Nordlicht Kaffeerösterei GmbH",
                                 "",
                                 "DE811907980",
                                 "kontor@nordlicht.example",
                                 "+49 40 5550123",
                                 "Kaffeekai 1",
                                 "20457",
                                 "Hamburg",
                                 "DE",
                                 "",
                                 ""};
const sandbox::Company elbe{"Elbe Schiffsausrüstung OHG",
                            "",
                            "DE136695976",
                            "kontor@elbe.example",
                            "+49 40 5550124",
                            "Elbkai 2",
                            "20457",
                            "Hamburg",
                            "DE",
                            "",
                            ""};
constexpr const char* killed_phone = "+49 40 5550166";

const sandbox::Pair& pair_for(const DemoScene& scene, std::size_t n) { return scene.planted().pairs.at(30 + n); }

/// Somebody in the ERP who does not look enters the company as well, under the same name.
void enter_again(DemoScene& scene, sandbox::Company company) {
  company.tax_id = company.email = company.phone = "";
  scene.erp.add(company);
}

void create_and_lose_the_answer(DemoScene& scene, bool spoiled) {
  sandbox::HttpFaults faults;
  faults.bad_gateway = 1;
  scene.systems().erp().set_faults(faults);
  scene.notes["created"] = scene.crm.add(nordlicht);
  if (spoiled) enter_again(scene, nordlicht);
}

bool created_once(DemoScene& scene) {
  return scene.systems().erp().faults().bad_gateway == 0 && !scene.company_in_erp(scene.notes["created"]).empty() &&
         scene.erp.named(nordlicht.name) == 1 && scene.erp.times_created(nordlicht.name) == 1;
}

void kill_in_the_middle(DemoScene& scene, bool spoiled) {
  scene.stop();
  scene.notes["during the crash"] = scene.crm.add(elbe);
  scene.notes["died"] = scene.die_while_writing() ? "yes" : "";
  scene.crm.type(pair_for(scene, 0).crm, "phone", killed_phone);
  if (spoiled) enter_again(scene, elbe);
  scene.notes["began"] = scene.start() ? "yes" : "";
}

bool nothing_is_doubled(DemoScene& scene) {
  if (scene.notes["died"].empty() || scene.notes["began"].empty()) return false;
  return !scene.company_in_erp(scene.notes["during the crash"]).empty() && scene.erp.named(elbe.name) == 1 &&
         scene.erp.times_created(elbe.name) == 1 && scene.erp.times_written(killed_phone) == 1 &&
         scene.erp.shows(pair_for(scene, 0).erp, "phone", killed_phone);
}

/// The first write is the order of a deal that was won meanwhile: it dies before the number is known.
void kill_between_sale_and_number(DemoScene& scene, bool spoiled) {
  const std::string& deal = scene.planted().deals.open.front();
  const std::string buyer = scene.notes["regular"] = scene.company_in_erp(scene.sales.shown("deal", deal, "customer"));
  const std::size_t before = scene.office.orders_with("customer", buyer).size();
  scene.notes["orders before"] = std::to_string(before);
  scene.stop();
  scene.sales.move(deal, "won");
  scene.notes["died selling"] = scene.die_while_writing() ? "yes" : "";
  scene.notes["sold while dying"] = std::to_string(scene.office.orders_with("customer", buyer).size() - before);
  if (spoiled) scene.office.enter(buyer, {{"KL-1001", Decimal(1)}}, "");
  scene.start();
}

bool sold_once(DemoScene& scene) {
  const std::string& deal = scene.planted().deals.open.front();
  const auto orders = orders_like(scene, deal);
  return !scene.notes["died selling"].empty() && scene.notes["sold while dying"] == "1" && orders.size() == 1 &&
         !order_number(scene, deal).empty() && order_of(scene, deal) == orders[0] &&
         scene.office.is_ordered(orders[0]) &&
         std::to_string(scene.office.orders_with("customer", scene.notes["regular"]).size() - 1) ==
             scene.notes["orders before"];
}

void start_again(DemoScene& scene, bool spoiled) {
  scene.notes["writes"] = std::to_string(scene.writes());
  scene.stop();
  if (spoiled) scene.erp.type(pair_for(scene, 1).erp, "phone", "+49 40 5550188");
  scene.notes["restarted"] = scene.start() ? "yes" : "";
  scene.wait(milliseconds(2500));  // each system was polled
}

bool restart_wrote_nothing(DemoScene& scene) {
  return scene.notes["restarted"] == "yes" && scene.notes["writes"] == std::to_string(scene.writes());
}

void do_nothing(DemoScene& scene, bool spoiled) {
  scene.notes["writes"] = std::to_string(scene.writes());
  if (spoiled) scene.erp.type(pair_for(scene, 2).erp, "phone", "+49 40 5550177");
  scene.wait(milliseconds(5500));
}

bool nothing_echoed(DemoScene& scene) { return scene.notes["writes"] == std::to_string(scene.writes()); }

}  // namespace

std::vector<DemoPoint> failure_points() {
  using enum DemoPoint::Round;
  return {{loss, "create", "a new customer is created in the ERP once, though the answer is lost",
           create_and_lose_the_answer, created_once},
          {kill, "kill", "killed in the middle of writing and started again: nothing is lost, nothing is there twice",
           kill_in_the_middle, nothing_is_doubled},
          {kill_again, "sale",
           "killed between an order and its number and started again: one order, one number at the deal",
           kill_between_sale_and_number, sold_once},
          {restart, "restart", "a restart writes nothing", start_again, restart_wrote_nothing},
          {rest, "echo", "nothing echoes: no write in three more rounds of polling", do_nothing, nothing_echoed}};
}

}  // namespace syncline::cli
