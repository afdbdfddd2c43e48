#pragma once
// LiveCheck: what every connector must answer, asked of a live system: whether its records can be listed without a gap,
// read, told apart from records that are not there, and, when a person says so, written.

#include <functional>
#include <memory>

#include "cli/checklist.h"
#include "connect/http_port.h"
#include "runtime/runtime.h"

namespace syncline::cli {

struct LiveWish {
  std::string object;  ///< only this one; empty: all
  bool write = false;  ///< makes one marked record of each object, changes it and removes it
  Map content = {};    ///< what such a record needs beside its text
};

class LiveCheck {
 public:
  /// Opens a port to the system by this manifest, which may differ in the size of its pages.
  using Connect = std::function<Result<std::shared_ptr<SystemPort>, Error>(std::shared_ptr<const Manifest>)>;

  LiveCheck(Runtime& rt, std::shared_ptr<const Manifest> manifest, Connect connect, LiveWish wish)
      : rt_(rt), manifest_(std::move(manifest)), connect_(std::move(connect)), wish_(std::move(wish)) {}

  /// Only reads, unless the wish says otherwise.
  std::vector<Finding> run();

 private:
  struct Walk {
    std::vector<NativeRecord> records;
    std::vector<RecordFault> faulty;
    int pages = 0;
    bool complete = false;
    bool hints = false;
  };

  void ok(std::string says) { findings_.push_back({Finding::State::ok, std::move(says), ""}); }
  void warn(std::string says, std::string remedy) {
    findings_.push_back({Finding::State::warning, std::move(says), std::move(remedy)});
  }
  void broken(std::string says, std::string remedy) {
    findings_.push_back({Finding::State::failed, std::move(says), std::move(remedy)});
  }
  void broken(const std::string& what, const Error& error) { findings_.push_back(failure(what, error)); }

  CallContext context() const;
  /// Until the end, or as many records.
  Result<Walk, Error> walk(SystemPort&, const std::string& object, ListMode, std::size_t most) const;
  /// False: it makes no sense to ask this system any further.
  bool examine(const std::string& name, const ObjectSpec&);
  void examine_pages(const std::string& name, ListMode, const Walk&);
  void examine_changes(const std::string& name, const ObjectSpec&, const Walk&);
  void examine_read(const std::string& name, const NativeRecord& listed);
  void examine_unknown(const std::string& name, const std::string& known);
  void examine_writes(const std::string& name, const ObjectSpec&);
  void examine_change(const std::string& name, const std::string& field, const RecordKey&);
  void end(const std::string& name, const RecordKey&);

  Runtime& rt_;
  const std::shared_ptr<const Manifest> manifest_;
  const Connect connect_;
  const LiveWish wish_;
  std::shared_ptr<SystemPort> port_;
  std::vector<Finding> findings_;
};

}  // namespace syncline::cli
