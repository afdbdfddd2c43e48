#pragma once
// TextBinding: fields that are texts on both sides under other names; one may be cut by the vendor.

#include <map>
#include <string>
#include <vector>

#include "bind/binding.h"

namespace syncline::sandbox {

struct TextField {
  std::string name;    ///< canonical
  std::string native;  ///< the vendor's
  FieldType type = FieldType::string;
  std::size_t longest = 0;  ///< characters that the vendor keeps; 0 = all
};

class TextBinding final : public Binding {
 public:
  TextBinding(std::string entity, std::string object, std::vector<TextField> fields);

  const std::string& entity() const override { return entity_; }
  const std::string& object() const override { return object_; }
  const std::vector<BindingField>& fields() const override { return fields_; }
  const std::vector<std::string>& native_paths() const override { return paths_; }
  Result<Reading, Error> read(const NativeRecord&, Instant read_at) const override;
  FieldValue canonical(std::string_view field, const Value& native) const override;
  FieldValue normalised(std::string_view field, const FieldValue& v) const override;
  Result<Value, Error> write(const std::map<std::string, FieldValue>& set, const Value& current) const override;

 private:
  const TextField* text_field(std::string_view name) const;

  std::string entity_, object_;
  std::vector<TextField> texts_;
  std::vector<BindingField> fields_;
  std::vector<std::string> paths_;
};

}  // namespace syncline::sandbox
