#pragma once
// Csdl: what an OData service says of itself ($metadata), in version 2 or 4, asked by qualified names.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/value.h"

namespace syncline {

class Csdl {
 public:
  /// Elements as the XML reader gives them: attributes are "@Name".
  struct Set {
    std::string name, container;  ///< the container by its qualified name
    const Value* element;
    const Value* type;
    std::string type_name;
  };
  struct Navigation {
    std::string name, target;  ///< of the property; the qualified name of the type where it leads
    bool many = false;
    bool contained = false;  ///< what it leads to goes with this record
    std::vector<std::pair<std::string, std::string>>
        keys;  ///< a property of the side that refers, and the one it names
  };

  /// Errors (validation): csdl, no $metadata, or one of no use; xml.*; the place is the file with line and column.
  static Result<Csdl, Error> read(std::string_view text, const std::string& file);

  int version() const { return version_; }  ///< 2 (and 1, 3) or 4
  /// With the additions of gateways that ask for a token against forged requests.
  bool is_guarded() const { return is_guarded_; }
  const std::string& name() const { return name_; }
  const std::vector<Set>& sets() const { return sets_; }

  /// Null where there is none of that kind. Aliases of namespaces are known.
  const Value* entity_type(const std::string& name) const { return found(entity_types_, name); }
  const Value* complex_type(const std::string& name) const { return found(complex_types_, name); }
  bool is_enumeration(const std::string& name) const { return enumerations_.contains(full(name)); }
  /// What a type definition stands for; other names are themselves.
  std::string underlying(const std::string& name) const;

  /// With those of the types that it is derived from, base first.
  std::vector<const Value*> properties(const Value& type) const;
  std::vector<Navigation> navigation(const Value& type) const;
  std::vector<std::string> key(const Value& type) const;

  /// The annotation of an element, or of a target ("Ns.Type/property"), by the last word of its term; null: none.
  const Value& annotation(const Value& element, const std::string& target, std::string_view term) const;
  /// Whether there is one that does not say false.
  bool says(const Value& element, const std::string& target, std::string_view term) const;

 private:
  using Elements = std::map<std::string, const Value*>;
  Csdl() = default;
  void take(const Value& schema);
  std::string full(const std::string& name) const;
  const Value* found(const Elements& among, const std::string& name) const;
  Navigation by_association(const Value& property) const;
  void each_base(const Value& type, const std::function<void(const Value&)>& visit) const;

  std::shared_ptr<const Value> root_;
  int version_ = 4;
  bool is_guarded_ = false;
  std::string name_;
  std::vector<Set> sets_;
  Elements entity_types_, complex_types_, enumerations_, definitions_, associations_;
  std::map<std::string, std::string> aliases_;
  std::map<std::string, std::vector<const Value*>> annotations_;
};

/// The elements of that name below another.
const List& elements(const Value& of, std::string_view name);

}  // namespace syncline
