#include "tests/sim/trade_rules.h"

#include <cstdio>
#include <cstdlib>

#include "project/folder.h"
#include "runtime/files.h"

namespace syncline::sim {
namespace {

/// What people write differently in one file.
struct Edit {
  const char *what, *file, *written, *instead;
  bool backwards = false;  ///< the life begins with the edited file
  const char* stage_of_confirmed = "ordered";
};

const std::vector<Edit> edits{
    {"orders that are confirmed give another stage", "maps/deal_stage.csv", "confirmed,ordered",
     "confirmed,in delivery", false, "in delivery"},
    {"the number of an order stands in another field of the deal", "connectors/desk/bindings/deal.yaml",
     "erp_order_number: order_no", "erp_order_number: order_ref"},
    {"the ERP is master of customers' names", "sync/customer.yaml", "name: crm", "name: erp"},
    {"the CRM is master of articles' names", "sync/product.yaml", "name: erp", "name: crm"},
    {"customers' e-mail addresses are synced as well", "sync/customer.yaml", "tax_id: crm}", "tax_id: crm, email: {}}"},
    {"deals show the number of their order", "sync/deal.yaml", "    erp_order_number: order.number\n", "", true},
    {"orders are made of deals that are won", "sync/order.yaml", "deal.stage == 'won' &&", "deal.stage == 'never' &&",
     true},
};

std::shared_ptr<const Project> compiled(const Sources& files) {
  Diagnostics findings;
  if (auto project = load_project(files, findings)) return project;
  std::fprintf(stderr, "%s\n", render(findings, files).c_str());
  std::exit(2);
}

const Sources& written() {
  static const Sources files = [] {
    auto read = read_folder(real_files(), std::string(SYNCLINE_SOURCE_DIR) + "/tests/sim/trade");
    if (read) return std::move(*read);
    std::fprintf(stderr, "%s\n", describe(read.error()).c_str());
    std::exit(2);
  }();
  return files;
}

RuleChange change_of(const Edit& edit) {
  Sources files = written();
  std::string& text = files.at(edit.file);
  text.replace(text.find(edit.written), std::string_view(edit.written).size(), edit.instead);
  const auto edited = compiled(files);
  return {edit.what, edit.backwards ? edited : trade(), edit.backwards ? trade() : edited, edit.stage_of_confirmed};
}

}  // namespace

std::shared_ptr<const Project> trade() {
  static const std::shared_ptr<const Project> project = compiled(written());
  return project;
}

const std::vector<RuleChange>& changes_of_trade() {
  static const std::vector<RuleChange> changes = [] {
    std::vector<RuleChange> all;
    for (const Edit& edit : edits) all.push_back(change_of(edit));
    return all;
  }();
  return changes;
}

}  // namespace syncline::sim
