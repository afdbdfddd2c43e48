#pragma once
// For tests: two made-up systems with a deal that is not won yet, by the project of src/project/testdata/sales.

#include <string>

#include "engine/town_test.h"
#include "project/folder.h"

namespace syncline::shop {

inline Sources sales() {
  auto files = read_folder(real_files(), std::string(SYNCLINE_SOURCE_DIR) + "/src/project/testdata/sales");
  REQUIRE(files.ok());
  return std::move(*files);
}

inline Value dec(const char* text) { return Decimal::parse(text).value(); }

inline Map line(const char* item, const char* count, const char* price) {
  return Map{{"id", std::string(item) + "-line"}, {"item", item}, {"count", dec(count)}, {"price", dec(price)}};
}

/// One customer and two articles, known to both sides, and one deal that is not won yet.
inline Town town(Sources files = sales()) {
  Town town(files);
  town["crm"].add("account", {{"name", "Nordlicht"}, {"vat", "DE136695976"}, {"mail", "a@nordlicht.example"}});
  town["crm"].add("article", {{"code", "A1"}, {"title", "Lamp"}});
  town["crm"].add("article", {{"code", "B2"}, {"title", "Socket"}});
  town["erp"].add("item", {{"sku", "A1"}, {"name", "Lamp"}});
  town["erp"].add("item", {{"sku", "B2"}, {"name", "Socket"}});
  town["crm"].add("opportunity", {{"title", "Lamps for the hall"},
                                  {"account", "0"},
                                  {"stage", "proposal"},
                                  {"total", dec("170")},
                                  {"order_no", {}},
                                  {"paid", {}},
                                  {"problem", {}},
                                  {"items", List{line("0", "10", "12.50"), line("1", "9", "5")}}});
  town["erp"].on_hop = [](Shop& erp, const RecordKey& key, const Hop& hop) {
    if (hop.to == "open") erp.records[key.object].at(std::stoul(key.native)).set("no", "SO" + key.native);
  };
  return town;
}

/// What a deal shows in the CRM, as text; empty when there is nothing.
inline std::string shown(Town& town, std::size_t deal, const char* field) {
  const Value* value = town["crm"].at("opportunity", deal).find(field);
  return value ? value->string_or("") : "";
}

inline void win(Town& town) {
  town["crm"].records["opportunity"][0].set("stage", "won");
  town.wait(minutes(10));
}

/// What the ERP reads of sales may lag by half a minute.
inline Sources lagging_sales() {
  Sources files = sales();
  std::string& works = files.at("connectors/works/connector.yaml");
  works.replace(works.find("  sale:\n"), 8, "  sale:\n    read_lag: 30s\n");
  return files;
}

/// What the ERP fills in by itself when a sale is made.
inline void start_as_new(Town& town) {
  town["erp"].refuses = [](const WriteRequest& request) {
    if (request.op == EffectOp::create && request.key.object == "sale")
      const_cast<Map&>(request.content.as_map()).set("state", "new");
    return std::string();
  };
}

}  // namespace syncline::shop
