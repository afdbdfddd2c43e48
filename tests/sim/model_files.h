#pragma once
// ModelFiles: the files of a vendor's records, as they are now and as they ever were; who brought each of them.

#include <map>
#include <string>
#include <vector>

#include "connect/system_port.h"
#include "tests/sim/faults.h"

namespace syncline::sim {

struct ModelFile {
  struct State {
    Instant at;
    std::string name, content;
    bool there = true;
  };
  RecordKey of;
  std::string key;            ///< stamped by the engine; empty: a person's
  std::vector<State> states;  ///< ascending, never empty; each is a version; the last is now
};

class ModelFiles {
 public:
  explicit ModelFiles(Faults& faults) : faults_(faults) {}

  // What people do.
  void person_adds(const RecordKey& of, std::string name, std::string content);
  void person_changes(const std::string& id, std::string name, std::string content);
  void person_removes(const std::string& id);

  const std::map<std::string, ModelFile>& all() const { return all_; }

  // What the port of one engine process does; the call has begun already.
  std::vector<FileEntry> list(const RecordKey&, Instant seen_at) const;
  Result<void, Error> download(const std::string& id, BodySink&, SimProcess&);
  WriteOutcome upload(const FileUpload&, BodySource&, SimProcess&);
  ProbeOutcome probe(const FileUpload&, Instant seen_at) const;

 private:
  std::string add(ModelFile);
  void note(const std::string& id, const char* what) const;

  Faults& faults_;
  std::map<std::string, ModelFile> all_;
};

}  // namespace syncline::sim
