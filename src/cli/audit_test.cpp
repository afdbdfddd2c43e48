// audit as people run it, on a store as an engine leaves it.
#include <doctest/doctest.h>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <unistd.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/testing.h"
#include "engine/stages.h"
#include "runtime/thread_runtime.h"
#include "store/open.h"

using namespace syncline;
using cli::testing::Folder;

namespace {

Member member(const Slot& slot, const std::string& native, RecordState state = RecordState::live) {
  Member member;
  member.slot = slot;
  member.key = {slot, "company", native};
  member.state = state;
  return member;
}

Member surplus(Member member) {
  member.duplicate = true;
  return member;
}

Plan link_of(std::vector<Member> members, bool undecided = false) {
  Plan plan;
  plan.entity = "customer";
  plan.shadow.emplace();
  plan.shadow->members = std::move(members);
  plan.shadow->undecided = undecided;
  return plan;
}

Value audited(const std::string& folder) {
  cli::Options options;
  options.data = folder;
  options.json = true;
  std::ostringstream out;
  auto* const before = std::cout.rdbuf(out.rdbuf());
  const int code = cli::audit(options);
  std::cout.rdbuf(before);
  REQUIRE(code == 0);
  const auto value = parse_json(out.str());
  REQUIRE(value.ok());
  return *value;
}

}  // namespace

TEST_CASE("audit counts what is in both systems, in one, for review and entered twice") {
  const Folder folder;
  ThreadRuntime rt;
  StoreOptions where;
  where.path = cli::database_in(folder.path.string());
  auto store = open_store(rt, where);
  REQUIRE(store.ok());
  const auto commit = [&](const Plan& plan) {
    REQUIRE((*store)->write([&](Tx& tx) { return tx.commit(plan).ok(); }).value());
  };
  commit(link_of({member("crm", "1"), member("erp", "1")}));
  commit(link_of({member("crm", "2"), member("erp", "2"), surplus(member("crm", "3"))}));
  commit(link_of({member("crm", "4")}));
  commit(link_of({member("crm", "5"), member("erp", "5", RecordState::gone)}));
  commit(link_of({member("erp", "6")}));
  commit(link_of({member("crm", "7")}, true));
  commit(link_of({member("erp", "8")}, true));
  commit(link_of({member("crm", "9"), member("erp", "9"), surplus(member("erp", "10"))}, true));
  commit(link_of({member("crm", "11", RecordState::gone)}));

  const Value customers = audited(folder.path.string())["customer"];
  CHECK(customers["complete"] == Value(false));
  CHECK(customers["linked"] == Value(2));
  CHECK(customers["alone"] == Value(Map{{"crm", 2}, {"erp", 1}}));
  CHECK(customers["alike"] == Value(2));
  CHECK(customers["ambiguous"] == Value(1));
  CHECK(customers["duplicates"] == Value(1));

  REQUIRE((*store)->write([](Tx& tx) { tx.set_setting(released_key("customer"), "all"); }).ok());
  CHECK(audited(folder.path.string())["customer"]["complete"] == Value(true));
}
