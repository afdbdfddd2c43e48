#pragma once
// Val: a value inside the evaluator. It borrows texts, lists and maps of a base::Value where it can, owns what was made
// on the way, and has the kinds that base::Value lacks. An error is a Val too: && and || may absorb it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/money.h"
#include "base/time.h"
#include "base/value.h"
#include "expr/problem.h"
#include "expr/type.h"

namespace syncline::expr {

class Val {
 public:
  enum class Kind : std::uint8_t {
    null,
    boolean,
    integer,
    uint,
    decimal,
    string,
    bytes,
    list,
    map,
    timestamp,
    duration,
    money,
    type,
    provided,  ///< a variable whose fields come one by one from the bindings
    error,
    optional,  ///< a value or none
  };
  using Items = std::vector<Val>;
  using Entries = std::vector<std::pair<Val, Val>>;

  Val() = default;
  static Val borrow(const Value& value);
  static Val boolean(bool b) { return Val(State(std::in_place_index<1>, b)); }
  static Val integer(std::int64_t n) { return Val(State(std::in_place_index<2>, n)); }
  static Val uint(std::uint64_t n) { return Val(State(std::in_place_index<3>, n)); }
  static Val decimal(const Decimal& d) { return Val(State(std::in_place_index<4>, d)); }
  static Val text(std::string s);
  static Val borrow_text(std::string_view s) { return Val(State(std::in_place_index<5>, Text{nullptr, s})); }
  static Val bytes(std::string s);
  static Val list(Items items);
  static Val map(Entries entries);
  static Val timestamp(Instant t) { return Val(State(std::in_place_index<9>, t)); }
  static Val duration(Duration d) { return Val(State(std::in_place_index<10>, d)); }
  static Val money(Money m) { return Val(State(std::in_place_index<11>, std::make_shared<const Money>(std::move(m)))); }
  static Val type(Kind kind) { return Val(State(std::in_place_index<12>, TypeName{kind})); }
  static Val provided(std::string_view variable) { return Val(State(std::in_place_index<13>, Provided{variable})); }
  static Val optional_of(Val value);
  static Val none() { return Val(State(std::in_place_index<15>, Optional{nullptr})); }
  static Val error(Problem problem);
  static Val error(std::string code, std::string message, std::string remedy = {});

  Kind kind() const { return static_cast<Kind>(state_.index()); }
  bool is(Kind kind_asked) const { return kind() == kind_asked; }
  bool is_error() const { return is(Kind::error); }
  bool is_number() const { return is(Kind::integer) || is(Kind::uint) || is(Kind::decimal); }

  /// Preconditions: the kind asked for.
  bool as_bool() const { return std::get<1>(state_); }
  std::int64_t as_int() const { return std::get<2>(state_); }
  std::uint64_t as_uint() const { return std::get<3>(state_); }
  Decimal as_decimal() const;  ///< of any number
  std::string_view as_text() const { return std::get<5>(state_).view; }
  std::string_view as_bytes() const { return std::get<6>(state_).view; }
  Instant as_timestamp() const { return std::get<9>(state_); }
  Duration as_duration() const { return std::get<10>(state_); }
  const Money& as_money() const { return *std::get<11>(state_); }
  Kind as_type() const { return std::get<12>(state_).kind; }
  std::string_view as_provided() const { return std::get<13>(state_).variable; }
  const Problem& as_error() const { return *std::get<14>(state_); }
  /// Null for none.
  const Val* as_optional() const { return std::get<15>(state_).value.get(); }

  /// The whole list or map that this is borrowed from; null: made on the way, or of another kind.
  const Value* borrowed() const;

  /// Number of items or entries; 0 for other kinds.
  std::size_t size() const;
  Val item(std::size_t index) const;  ///< precondition: list, index < size()
  Val key(std::size_t index) const;   ///< precondition: map, index < size(); as are value and find
  Val value(std::size_t index) const;
  std::optional<Val> find(const Val& key) const;
  std::optional<Val> find(std::string_view key) const;

 private:
  struct Text {
    std::shared_ptr<const std::string> owner;
    std::string_view view;
  };
  struct Bytes : Text {};
  struct ListRef {
    const Value* borrowed;
    std::shared_ptr<const Items> owned;
  };
  struct MapRef {
    const Value* borrowed;
    std::shared_ptr<const Entries> owned;
  };
  struct TypeName {
    Kind kind;
  };
  struct Provided {
    std::string_view variable;
  };
  struct Optional {
    std::shared_ptr<const Val> value;
  };
  using State = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, Decimal, Text, Bytes, ListRef, MapRef,
                             Instant, Duration, std::shared_ptr<const Money>, TypeName, Provided,
                             std::shared_ptr<const Problem>, Optional>;
  explicit Val(State state) : state_(std::move(state)) {}

  State state_;
};

/// As type() and messages name it: "int", "string", "list".
std::string_view name_of(Val::Kind);
/// The kind that values of a static type have; empty for dyn, type parameters.
std::optional<Val::Kind> kind_of(const Type&);
/// Short text for messages: the literal, cut after 40 characters.
std::string shown(const Val&);
/// What `string()` and templates write; empty for kinds without a text (lists, maps, types).
std::optional<std::string> text_of(const Val&);
/// "5400s", "0.25s", "-1s": CEL's own notation.
std::string text_of_duration(Duration);

}  // namespace syncline::expr
