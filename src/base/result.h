#pragma once
// Result<T, E>: a value or an error. Errors are values here; no exception crosses a module's border.

#include <type_traits>
#include <utility>
#include <variant>

namespace syncline {

template <class E>
struct Failure {
  E error;
};

/// `return fail(error);` in a function that returns Result<T, E>.
template <class E>
Failure<std::decay_t<E>> fail(E&& error) {
  return {std::forward<E>(error)};
}

struct Nothing {
  friend bool operator==(const Nothing&, const Nothing&) = default;
};

template <class T, class E>
class [[nodiscard]] Result {
  using Stored = std::conditional_t<std::is_void_v<T>, Nothing, T>;

 public:
  using value_type = T;
  using error_type = E;

  Result()
    requires std::is_void_v<T>
      : state_(std::in_place_index<0>) {}
  template <class U = Stored>
    requires(!std::is_void_v<T> && std::is_convertible_v<U &&, Stored> && !std::is_same_v<std::decay_t<U>, Result>)
  Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value)) {}  // NOLINT: implicit by design
  template <class F>
    requires std::is_convertible_v<F, E>
  Result(Failure<F> failure) : state_(std::in_place_index<1>, std::move(failure.error)) {}  // NOLINT

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// Precondition: ok().
  Stored& value() & { return std::get<0>(state_); }
  const Stored& value() const& { return std::get<0>(state_); }
  Stored&& value() && { return std::get<0>(std::move(state_)); }
  Stored& operator*() & { return value(); }
  const Stored& operator*() const& { return value(); }
  Stored&& operator*() && { return std::move(*this).value(); }
  Stored* operator->() { return &value(); }
  const Stored* operator->() const { return &value(); }

  /// Precondition: !ok().
  E& error() & { return std::get<1>(state_); }
  const E& error() const& { return std::get<1>(state_); }
  E&& error() && { return std::get<1>(std::move(state_)); }

  template <class U>
  Stored value_or(U&& other) const& {
    return ok() ? value() : static_cast<Stored>(std::forward<U>(other));
  }

 private:
  std::variant<Stored, E> state_;
};

}  // namespace syncline
