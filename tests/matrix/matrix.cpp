// The main job between every CRM and every ERP that ship, with faults. SYNCLINE_UPDATE=1 writes docs/evidence/matrix.md
// anew. A test case for each CRM, so that they can be played side by side.
#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <iostream>

#include "project/folder.h"
#include "tests/matrix/page.h"

using namespace syncline;
using namespace syncline::matrix;

namespace {

const std::string page_path = std::string(SYNCLINE_SOURCE_DIR) + "/docs/evidence/matrix.md";

bool writes_page() { return std::getenv("SYNCLINE_UPDATE") != nullptr; }

std::string& sections() {
  static std::string all;
  return all;
}

void is_on_page(const std::string& text) {
  const auto page = real_files().read(page_path, 1u << 20);
  REQUIRE_MESSAGE(page, "write it: SYNCLINE_UPDATE=1 build/dev/tests/matrix");
  CHECK_MESSAGE(page->find(text) != std::string::npos, "docs/evidence/matrix.md does not say:\n", text);
}

void plays(const std::string& title) {
  const CrmSide& crm = *std::ranges::find(crms(), title, &CrmSide::title);
  std::vector<std::vector<Found>> rows;
  for (const ErpSide& erp : erps()) {
    std::string story;
    const std::vector<Found> found = play(crm, erp, story);
    for (std::size_t n = 0; n < found.size(); ++n) {
      for (const std::string& each : found[n].failures)
        FAIL_CHECK(crm.title << " and " << erp.title << ", " << std::string(points()[n].name) << ": " << each << "\n"
                             << story);
    }
    rows.push_back(found);
  }
  const std::string table = section(crm, rows);
  std::cout << table;
  if (writes_page()) {
    sections() += table;
  } else {
    is_on_page(table);
  }
}

}  // namespace

TEST_CASE("salesforce") { plays("Salesforce"); }
TEST_CASE("hubspot") { plays("HubSpot"); }
TEST_CASE("bitrix24") { plays("Bitrix24"); }
TEST_CASE("customermates") { plays("Customermates"); }
TEST_CASE("customermates_records") { plays("Customermates, API records"); }

TEST_CASE("page") {
  if (writes_page()) REQUIRE(real_files().write(page_path, page_head() + sections() + page_foot()).ok());
  is_on_page(page_head());
  is_on_page(page_foot());
}
