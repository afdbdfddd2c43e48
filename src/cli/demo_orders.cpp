// From the catalogue to the order: what is sold, who may buy, and what becomes of a deal that is won.
#include <algorithm>

#include "cli/demo_points.h"
#include "cli/demo_trade.h"

namespace syncline::cli {
namespace {

constexpr Duration some_polls = milliseconds(2500);

std::string product_of(DemoScene& scene, const std::string& sku) {
  const auto found = scene.sales.with("product", "sku", sku);
  return found.empty() ? "" : found[0];
}

/// The CRM writes an article's number in its own way, and has it twice then.
void stock_catalogue(DemoScene& scene, bool spoiled) {
  if (spoiled) scene.sales.type("product", product_of(scene, "KL-1001"), "sku", "KL 1001 alt");
}

bool catalogue_shows(DemoScene& scene) {
  const auto& articles = scene.planted().articles;
  const auto shows = [&](const sandbox::PlantedArticle& article) {
    const auto found = scene.sales.with("product", "sku", article.sku);
    return found.size() == 1 && scene.sales.shown("product", found[0], "name") == article.name &&
           (!article.stocked || !scene.sales.shown("product", found[0], "stock_quantity").empty());
  };
  return scene.sales.count("product") == articles.size() && std::ranges::all_of(articles, shows);
}

void reprice(DemoScene& scene, bool spoiled) {
  scene.sales.type("product", product_of(scene, "KL-1002"), "list_price", Decimal::of(99, 2));
  if (!spoiled) scene.office.reprice("FI-4040", Decimal::of(3990, 2));
}

bool prices_are_the_erps(DemoScene& scene) {
  return same_amount(scene.sales.shown("product", product_of(scene, "KL-1002"), "list_price"), "1.48") &&
         same_amount(scene.sales.shown("product", product_of(scene, "FI-4040"), "list_price"), "39.90");
}

sandbox::Company newcomer(const char* name, const char* tax_id, const char* mail, bool prospect = false) {
  return {name, "", tax_id, mail, "", "Werftstraße 3", "24143", "Kiel", "DE", "", "", prospect};
}

void ask(DemoScene& scene, bool spoiled) {
  const std::string prospect =
      scene.crm.add(newcomer("Fördewerft Kiel AG", "DE129273398", "werft@foerde.example", !spoiled));
  const std::string private_one =
      scene.crm.add(newcomer("Stille Teilhaber KG", "DE118645675", "stille@teilhaber.example"));
  scene.crm.type(private_one, "do_not_sync", true);
  const std::string deal = scene.sales.add_deal(prospect, "Dockbeleuchtung", {{product_of(scene, "KL-1001"), "8"}});
  scene.notes["dock"] = deal;
  scene.notes["prospect"] = prospect;
  scene.notes["private"] = private_one;
  scene.begin_to_wait("prospect");
}

/// It was seen some polls ago, and nothing came of it.
bool was_looked_at(DemoScene& scene) {
  Reader& reader = scene.look();
  if (!scene.link_of(reader, "customer", scene.notes["prospect"]) ||
      !scene.link_of(reader, "deal", scene.notes["dock"]))
    scene.begin_to_wait("prospect");
  return scene.has_waited("prospect", some_polls);
}

void buy(DemoScene& scene, bool) {
  scene.notes["too early"] = scene.company_in_erp(scene.notes["prospect"]);
  scene.sales.move(scene.notes["dock"], "won");
}

bool only_the_buyer_came(DemoScene& scene) {
  return scene.notes["too early"].empty() && !scene.company_in_erp(scene.notes["prospect"]).empty() &&
         scene.company_in_erp(scene.notes["private"]).empty() && orders_like(scene, scene.notes["dock"]).size() == 1;
}

constexpr const char* fleet = "Ladepark Hafen";

void win(DemoScene& scene, bool) {
  const std::string buyer = scene.crm.add(newcomer("Hafen Energie GmbH", "DE143593638", "energie@hafen.example"));
  const std::string deal = scene.sales.add_deal(
      buyer, fleet, {{product_of(scene, "KL-1010"), "250"}, {product_of(scene, "KB-2011"), "120"}});
  scene.notes["won"] = deal;
  scene.notes["buyer"] = buyer;
  scene.sales.move(deal, "won");
}

bool has_its_number(DemoScene& scene) { return !order_number(scene, scene.notes["won"]).empty(); }

void win_again(DemoScene& scene, bool spoiled) {
  scene.sales.move(scene.notes["won"], "new");
  scene.sales.move(scene.notes["won"], "won");
  if (spoiled) scene.office.enter(scene.company_in_erp(scene.notes["buyer"]), {{"KL-1010", Decimal(250)}}, fleet);
}

bool one_order_came_of_it(DemoScene& scene) {
  const std::string& deal = scene.notes["won"];
  const auto orders = orders_like(scene, deal);
  return orders.size() == 1 && scene.office.is_ordered(orders[0]) &&
         scene.office.orders_with("customer", scene.company_in_erp(scene.notes["buyer"])).size() == 1 &&
         order_number(scene, deal) == scene.office.shown("order", orders[0], "number");
}

constexpr const char* strange = "Sonderposten";

void offer_unknown_article(DemoScene& scene, bool spoiled) {
  scene.notes["article"] =
      spoiled ? product_of(scene, "KL-1001") : scene.sales.add_product("XX-0815", "Restposten", "12.00");
}

bool article_was_seen(DemoScene& scene) {
  Reader& reader = scene.look();
  return scene.link_of(reader, "product", scene.notes["article"]).n != 0;
}

void sell_unknown_article(DemoScene& scene, bool) {
  const std::string& customer = scene.planted().pairs.at(37).crm;
  scene.notes["strange"] = scene.sales.add_deal(customer, strange, {{scene.notes["article"], "5"}});
  scene.sales.move(scene.notes["strange"], "won");
}

bool owner_was_told(DemoScene& scene) {
  const std::string& deal = scene.notes["strange"];
  return orders_like(scene, deal).empty() && !scene.sales.shown("deal", deal, "problem").empty() &&
         scene.sales.messages(deal) == 1;
}

}  // namespace

std::vector<DemoPoint> order_points() {
  using enum DemoPoint::Round;
  return {
      {load, "catalogue", "articles, with their stock, come from the ERP; those that the CRM had are linked by number",
       stock_catalogue, catalogue_shows},
      {orders, "price", "a price edited in the CRM is taken back, one that the ERP changes arrives", reprice,
       prices_are_the_erps},
      {orders,
       "prospect",
       "a prospect comes into the ERP only when it buys, one marked \"do not sync\" never",
       ask,
       only_the_buyer_came,
       {{was_looked_at, buy}}},
      {orders,
       "won",
       "a won deal makes its customer and one order, equal to the cent, with its number at the deal; won twice, too",
       win,
       one_order_came_of_it,
       {{has_its_number, win_again}}},
      {orders,
       "unknown",
       "an article that the ERP does not know: no order, the deal is flagged, its owner has a message",
       offer_unknown_article,
       owner_was_told,
       {{article_was_seen, sell_unknown_article}}},
  };
}

}  // namespace syncline::cli
