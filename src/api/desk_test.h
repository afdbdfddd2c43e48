#pragma once
// For tests: a store of its own, and requests to the operator's API over it.

#include <doctest/doctest.h>
#include <functional>

#include "api/operator_api.h"
#include "api/problem.h"
#include "base/json.h"
#include "runtime/thread_runtime.h"
#include "store/open.h"
#include "store/sqlite/memory_disk.h"

namespace syncline::testing {

class Desk {
 public:
  Desk() {
    StoreOptions where;
    where.path = "state.db";
    where.vfs = disk_.vfs();
    auto opened = open_store(rt_, where);
    REQUIRE(opened.ok());
    store_ = std::move(*opened);
  }

  Store& store() { return *store_; }
  int changes = 0;

  const EngineSetup* setup = nullptr;  ///< none: the project does not run

  std::function<Reloaded()> reload;

  HttpResponse answer(const HttpRequest& request) {
    return OperatorApi(rt_, *store_, setup, [this] { ++changes; }, reload).handle(request);
  }
  Result<Value, Error> post(const std::string& path, const Value& words = Map{}) {
    return read_answer(answer({"POST", "/v1/" + path, {}, write_json(words), ""}), "");
  }
  Result<Value, Error> get(const std::string& path) {
    return read_answer(answer({"GET", "/v1/" + path, {}, "", ""}), "");
  }
  Committed commit(const Plan& plan) {
    const auto done = store_->write([&](Tx& tx) { return tx.commit(plan).value(); });
    REQUIRE(done.ok());
    return *done;
  }

  LinkId customer(const std::string& native) {
    Member member;
    member.slot = "crm";
    member.key = {"crm", "company", native};
    Plan plan;
    plan.entity = "customer";
    plan.shadow.emplace();
    plan.shadow->members = {member};
    plan.shadow->agreed["name"] = {FieldValue::of("Nordlicht"), 1, {}, {}, {}, {}};
    plan.keys = {{"customer", "tax_id", "de" + native, false}};
    NewEffect effect;
    effect.slot = "erp";
    effect.key = {"erp", "party", native};
    effect.changes["name"] = {Value("Alt"), FieldValue::of("Nordlicht"), 1, "edit"};
    plan.effects = {effect};
    return commit(plan).link;
  }

 private:
  MemoryDisk disk_;
  ThreadRuntime rt_;
  std::unique_ptr<Store> store_;
};

inline void on_a_desk(const std::function<void(Desk&)>& body) {
  ThreadRuntime rt;
  Task task = rt.spawn("test", [&] {
    Desk desk;
    body(desk);
  });
  task.join();
}

}  // namespace syncline::testing
