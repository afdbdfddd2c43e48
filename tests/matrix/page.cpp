#include "tests/matrix/page.h"

#include "base/text.h"

namespace syncline::matrix {
namespace {

std::string row(const std::vector<std::string>& cells) { return "| " + join(cells, " | ") + " |\n"; }

const char* const faults =
    "Before each point both systems, or the one that is written to, get ready to fail: one call is refused by a 429, "
    "and of the\n"
    "writes one is done without an answer, one is done and answered by a proxy's 502, one is not done and answered so. "
    "While goods\n"
    "leave and while money comes in Syncline is killed, and its next process dies as soon as a write was answered. In "
    "the end the\n"
    "ledgers of the models hold each order, deal, invoice and article once, and nothing waits for a person.\n";

}  // namespace

std::string page_head() {
  std::string out =
      "# The main job between every CRM and every ERP\n\n"
      "Written by `tests/matrix` from what it played: `SYNCLINE_UPDATE=1 build/dev/tests/matrix` writes it anew. Each "
      "pair plays the\n"
      "project that `syncline init` writes for it (profile `crm-led`), between models of both vendors "
      "([sandbox](../../sandbox)); a person\n"
      "has set `stage: two-way` and named the CRM's stages in `maps/deal_stage.csv`.\n\n| point | what holds "
      "|\n|---|---|\n";
  for (const Point& each : points()) out += row({each.name, each.says});
  return out + "\n" + faults;
}

std::string section(const CrmSide& crm, const std::vector<std::vector<Found>>& rows) {
  std::vector<std::string> head{"ERP"}, rule{"---"};
  for (const Point& each : points()) {
    head.emplace_back(each.name);
    rule.emplace_back("---");
  }
  std::string out = "\n## " + crm.title + "\n\n" + row(head) + row(rule);
  for (std::size_t n = 0; n < rows.size(); ++n) {
    std::vector<std::string> cells{erps()[n].title};
    for (const Found& each : rows[n]) {
      std::vector<std::string> without;
      for (const Part part : each.without) without.emplace_back(name_of(part));
      cells.push_back((each.failures.empty() ? "holds" : "**fails**") +
                      (without.empty() ? std::string() : ", has not: " + join(without, ", ")));
    }
    out += row(cells);
  }
  return out;
}

std::string page_foot() {
  std::string out = "\n## What a system has not\n\n| system | what | why |\n|---|---|---|\n";
  const auto list = [&](const std::string& title, const Lacks& lacks) {
    for (const auto& [part, why] : lacks) out += row({title, name_of(part), why});
  };
  for (const CrmSide& each : crms()) list(each.title, each.lacks);
  for (const ErpSide& each : erps()) list(each.title, each.lacks);
  return out;
}

}  // namespace syncline::matrix
