#pragma once
// PlainBinding: fields of the model systems are texts under their own names; a system may truncate them or fold one of
// them, and a table that turns the case of letters may stand before one of them.

#include "bind/binding.h"
#include "tests/sim/quirks.h"

namespace syncline::sim {

class PlainBinding final : public Binding {
 public:
  /// Of the vendor's quirks it knows what is declared.
  PlainBinding(std::vector<std::string> fields, std::size_t truncates_at, const Quirks&, std::string turned);

  const std::string& entity() const override { return entity_; }
  const std::string& object() const override { return object_; }
  const std::vector<BindingField>& fields() const override { return fields_; }
  const std::vector<std::string>& native_paths() const override { return paths_; }
  Result<Reading, Error> read(const NativeRecord&, Instant read_at) const override;
  FieldValue canonical(std::string_view field, const Value& native) const override;
  FieldValue normalised(std::string_view field, const FieldValue& v) const override;
  Result<Value, Error> write(const std::map<std::string, FieldValue>& set, const Value& current) const override;

 private:
  std::string entity_ = "customer", object_ = "account";
  std::vector<BindingField> fields_;
  std::vector<std::string> paths_;
  std::size_t truncates_at_;
  Fold fold_;
  std::string folds_;
  std::string turned_;  ///< the field with the table; empty: none
};

}  // namespace syncline::sim
