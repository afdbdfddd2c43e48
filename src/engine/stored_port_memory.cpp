#include "engine/stored_port_memory.h"

namespace syncline {
namespace {

class StoredPortMemory final : public PortMemory {
 public:
  StoredPortMemory(Store& store, std::string system) : store_(store), system_(std::move(system)) {}

  std::string recall(std::string_view what) override {
    return store_.reader()->setting(memory_key(what, system_)).value_or("");
  }
  /// A store that has failed ends the process at the engine's next commit.
  void keep(std::string_view what, const std::string& text) override {
    (void)store_.write([&](Tx& tx) { tx.set_setting(memory_key(what, system_), text); });
  }
  Result<void, Error> keep_all(const std::vector<std::pair<std::string, std::string>>& all) override {
    return store_.write([&](Tx& tx) {
      for (const auto& [what, text] : all) tx.set_setting(memory_key(what, system_), text);
    });
  }

 private:
  Store& store_;
  const std::string system_;
};

}  // namespace

std::string memory_key(std::string_view what, const std::string& system) { return std::string(what) + "/" + system; }

std::shared_ptr<PortMemory> stored_port_memory(Store& store, const std::string& system) {
  return std::make_shared<StoredPortMemory>(store, system);
}

}  // namespace syncline
