#include "sandbox/wholesaler_sales.h"

#include <array>

#include "sandbox/tryton/trade_data.h"

namespace syncline::sandbox {
namespace {

constexpr std::size_t known_each = 3, won_deals = 4;
constexpr std::array stages{"new", "qualified", "proposed"};
constexpr std::array subjects{"Halle 3",
                              "Schaltschränke Werk Süd",
                              "Rahmenabruf Frühjahr",
                              "Umbau Verwaltung",
                              "Ladepunkte",
                              "Notbeleuchtung",
                              "Neubau Lager",
                              "Ersatzteile Linie 2",
                              "Serverraum",
                              "Werkstatt Nord",
                              "Parkhaus",
                              "Prüfstand"};

std::string last_years(const char* price) {
  const auto now = Decimal::parse(price);
  const auto less = now ? multiply(*now, Decimal::of(95, 2)) : Result<Decimal, Error>(Decimal());
  const auto cents = less ? less->rounded(2, Rounding::half_up) : less;
  return cents ? cents->text() : price;
}

}  // namespace

std::vector<PlantedArticle> planted_articles() {
  std::vector<PlantedArticle> all;
  for (const tryton::Article& article : tryton::catalogue())
    all.push_back({article.sku, article.name, article.stock > 0});
  return all;
}

std::vector<std::string> add_known_articles(const CrmSide& crm, Instant now) {
  std::vector<std::string> ids;
  const auto& all = tryton::catalogue();
  for (std::size_t n = 0; n < all.size(); n += known_each) {
    const tryton::Article& article = all[n];
    ids.push_back(crm.vendor.add_article(crm.model,
                                         {article.sku, std::string(article.name) + " (" + article.category + ")",
                                          article.unit, last_years(article.price)},
                                         now));
  }
  return ids;
}

PlantedDeals add_deals(const CrmSide& crm, const std::vector<std::string>& companies,
                       const std::vector<std::string>& articles, Instant now) {
  PlantedDeals deals;
  for (std::size_t n = 0; n < companies.size(); ++n) {
    const bool won = n < won_deals;
    const CrmVendor::Deal deal{
        subjects.at(n % subjects.size()),
        won ? "won" : stages.at(n % stages.size()),
        {{articles.at(n % articles.size()), std::to_string(2 + n)}, {articles.at((n + 4) % articles.size()), "10"}}};
    (won ? deals.won : deals.open).push_back(crm.vendor.add_deal(crm.model, companies[n], deal, now));
  }
  return deals;
}

}  // namespace syncline::sandbox
