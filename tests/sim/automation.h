#pragma once
// Automation: workflows of vendors that edit a record after each write of ours: another field, the same one, or one
// against the workflow of another vendor.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "runtime/random.h"
#include "runtime/simulated.h"
#include "tests/sim/model_system.h"

namespace syncline::sim {

class Automation {
 public:
  enum class Kind : std::uint8_t {
    none,
    other_field,  ///< one system sets another field
    same_field,   ///< one system ends the field with a mark of its own
    fight,        ///< two systems end it with their marks, each instead of the other's
    growing,      ///< two systems add something each time
  };
  /// Does the edit, and what a person's edit brings with it.
  using Edit = std::function<void(ModelSystem&, const std::string& id, const std::string& field, const std::string&)>;

  /// In one of five histories there are some.
  Automation(SimScheduler&, Prng plan, const std::vector<std::string>& fields, Edit);

  /// The first of two has its say where only one has.
  void watch(ModelSystem& one, ModelSystem& other);
  Kind kind() const { return kind_; }
  const std::string& field() const { return field_; }
  std::uint64_t edits() const { return edits_; }

 private:
  void react(ModelSystem&, const std::string& mark, const Entry&);
  std::string answer(const std::string& mark, const std::string& text);
  void edit_at_once(ModelSystem&, const std::string& mark, const std::string& id);

  SimScheduler& scheduler_;
  Prng chance_;
  Edit edit_;
  Kind kind_ = Kind::none;
  std::string field_, other_;
  bool at_once_ = false;
  std::uint64_t edits_ = 0;
  std::vector<Task> errands_;
};

}  // namespace syncline::sim
