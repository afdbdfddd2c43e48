// Any requests to the operator's API over a small store: answers in JSON, refusals as problems with a class and a
// remedy's place, never a 500, and the store goes on. Lines of the input, in pairs: method and path; body.
#include "api/operator_api.h"
#include "base/json.h"
#include "decide/toy_test.h"
#include "runtime/thread_runtime.h"
#include "store/open.h"
#include "store/sqlite/memory_disk.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

/// A customer whose name waits for a person, with a write that waits for approval, and a dead letter.
class Office {
 public:
  explicit Office(Runtime& rt) {
    StoreOptions where;
    where.path = "state.db";
    where.vfs = disk_.vfs();
    store_ = std::move(open_store(rt, where)).value();
    toy::Toy toy = toy::two();
    toy.link.id = {};
    toy.name_read("crm", "Nord");
    toy.name_read("erp", "Süd");
    setup_.entities = {std::make_shared<EntityPolicy>(toy.policy)};
    Plan plan;
    plan.entity = "customer";
    plan.shadow = toy.link.shadow;
    plan.conflicts = toy.last.conflicts;
    NewEffect effect;
    effect.slot = "erp";
    effect.key = {"erp", "account", "9"};
    effect.changes["name"] = {Value("Alt"), FieldValue::of("Nord"), 1, "edit"};
    plan.effects = {effect};
    NewDeadLetter letter;
    letter.record = {"crm", "account", "1"};
    letter.error = {ErrorClass::validation, "vendor.refused", "no", "erp", "mend it", {}};
    plan.dead_letters = {letter};
    (void)store_->write([&](Tx& tx) {
      const auto committed = tx.commit(plan);
      require(committed.ok());
      tx.hold({"erp", "customer", EffectOp::update, "many"}, committed->effects);
    });
    api_.emplace(rt, *store_, &setup_, [] {});
  }

  HttpResponse answer(const HttpRequest& request) { return api_->handle(request); }
  Store& store() { return *store_; }

 private:
  MemoryDisk disk_;
  EngineSetup setup_;
  std::unique_ptr<Store> store_;
  std::optional<OperatorApi> api_;
};

void require_proper(const HttpResponse& response) {
  require(response.status >= 200 && response.status < 500);
  const auto body = parse_json(response.body);
  require(body.ok());
  const bool refused = response.status >= 400;
  require(*header(response.headers, "Content-Type") == (refused ? "application/problem+json" : "application/json"));
  if (refused) require((*body)["status"] == Value(response.status) && !(*body)["title"].string_or("").empty());
}

void play(fuzz::Input& input) {
  ThreadRuntime rt;
  Office office(rt);
  for (int n = 0; !input.empty() && n < 6; ++n) {
    const std::string_view head = input.line();
    HttpRequest request;
    request.method = head.substr(0, head.find(' '));
    request.url = "/v1/" + std::string(head.substr(std::min(head.size(), request.method.size() + 1)));
    request.body = input.line();
    require_proper(office.answer(request));
  }
  for (const char* list : {"conflicts", "dead-letters", "holds", "stops"})
    require(office.answer({"GET", std::string("/v1/") + list, {}, "", ""}).status == 200);
  require(office.store().write([](Tx& tx) { return tx.now(); }).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  ThreadRuntime rt;
  rt.spawn("fuzz", [&] { play(input); }).join();
  return 0;
}
