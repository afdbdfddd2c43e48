#pragma once
// The static types of expressions, and the objects (entities, members) whose fields expressions may name.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace syncline::expr {

class Type {
 public:
  enum class Kind : std::uint8_t {
    dyn,
    null,
    boolean,
    integer,
    uint,
    decimal,
    string,
    bytes,
    timestamp,
    duration,
    money,
    list,
    map,
    object,
    type,       ///< a type as a value: type(x) == int
    optional,   ///< a value or none: x.?field
    parameter,  ///< a type variable in a function's signature: first(list<T>) → T
  };

  Type() = default;
  static Type dyn() { return {}; }
  static Type null() { return Type(Kind::null); }
  static Type boolean() { return Type(Kind::boolean); }
  static Type integer() { return Type(Kind::integer); }
  static Type uint() { return Type(Kind::uint); }
  static Type decimal() { return Type(Kind::decimal); }
  static Type string() { return Type(Kind::string); }
  static Type bytes() { return Type(Kind::bytes); }
  static Type timestamp() { return Type(Kind::timestamp); }
  static Type duration() { return Type(Kind::duration); }
  static Type money() { return Type(Kind::money); }
  static Type type() { return Type(Kind::type); }
  static Type list(Type element);
  static Type map(Type key, Type value);
  static Type optional(Type element);
  static Type object(std::string name);
  static Type parameter(std::string name);
  /// The element of an empty list or map: whatever its place needs. Never the type of a value that stands alone.
  static Type undecided() { return Type(Kind::parameter); }

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  bool is_undecided() const { return is(Kind::parameter) && name_.empty(); }
  bool is_number() const { return is(Kind::integer) || is(Kind::uint) || is(Kind::decimal); }
  /// Of an object or a parameter.
  const std::string& name() const { return name_; }
  /// Preconditions: element of a list or an optional; key and value of a map.
  const Type& element() const { return parts_.at(0); }
  const Type& key() const { return parts_.at(0); }
  const Type& value() const { return parts_.at(1); }

  friend bool operator==(const Type&, const Type&) = default;

 private:
  explicit Type(Kind kind) : kind_(kind) {}

  Kind kind_ = Kind::dyn;
  std::string name_;
  std::vector<Type> parts_;
};

/// As in messages and documentation: "int", "list<deal>", "map<string, dyn>".
std::string text_of(const Type&);
std::string_view name_of(Type::Kind);

/// True when a value of type `from` may stand where `to` is expected: dyn fits both ways, null fits everywhere (any
/// field may be empty), int widens to decimal.
bool assignable(const Type& from, const Type& to);
/// The type that holds both; dyn when there is none.
Type common(const Type&, const Type&);

struct ObjectType {
  struct Field {
    std::string name;
    Type type;
  };
  std::string name;
  std::vector<Field> fields;
  bool open = false;  ///< other fields may exist; they are dyn

  const Field* field(std::string_view field_name) const;
};

/// The objects that Type::object names.
class TypeEnv {
 public:
  /// A later object of the same name replaces the earlier.
  void add(ObjectType object);
  const ObjectType* find(std::string_view name) const;

 private:
  std::map<std::string, ObjectType, std::less<>> objects_;
};

}  // namespace syncline::expr
