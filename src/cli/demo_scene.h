#pragma once
// DemoScene: the two model systems, the engine between them and somebody who watches.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/engine_process.h"
#include "sandbox/text_wholesaler.h"

namespace syncline::cli {

class DemoScene {
 public:
  explicit DemoScene(std::string folder);

  /// A new engine on the same folder. Error: it could not begin.
  std::optional<Error> start_engine();
  void stop_engine() { engine_.reset(); }
  Reader& look();  ///< at the store as it is now; valid until the next look

  /// Asks again and again; false when it was not so within the limit.
  bool becomes(const std::function<bool()>& so, Duration limit = seconds(15));
  /// Everything that was seen is decided and everything that was decided is written.
  bool is_quiet();
  /// Waits until the pollers have been round and nothing is left to do.
  bool settle();
  void wait_polls(int rounds);

  bool is_linked(const std::string& crm_id, const std::string& erp_id);
  /// The record's counterpart in the other system; "" when there is none.
  std::string counterpart(const sandbox::ModelSystem& of, const std::string& id);
  std::size_t engine_writes() const { return crm.engine_writes() + erp.engine_writes(); }

  ThreadRuntime world;
  sandbox::ModelSystem crm, erp;
  sandbox::Planted planted;

 private:
  const std::string folder_;
  std::unique_ptr<EngineProcess> engine_;
  std::unique_ptr<Reader> reader_;
};

}  // namespace syncline::cli
