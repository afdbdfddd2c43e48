#include "engine/stored_rate_memory.h"

namespace syncline {
namespace {

class StoredRateMemory final : public RateMemory {
 public:
  StoredRateMemory(Store& store, const std::string& system) : store_(store), key_(rate_key(system)) {}

  std::string recall() override { return store_.reader()->setting(key_).value_or(""); }
  /// A store that has failed ends the process at the engine's next commit.
  void keep(const std::string& text) override {
    (void)store_.write([&](Tx& tx) { tx.set_setting(key_, text); });
  }

 private:
  Store& store_;
  const std::string key_;
};

}  // namespace

std::string rate_key(const std::string& system) { return "rate/" + system; }

std::shared_ptr<RateMemory> stored_rate_memory(Store& store, const std::string& system) {
  return std::make_shared<StoredRateMemory>(store, system);
}

}  // namespace syncline
