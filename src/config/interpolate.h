#pragma once
// ${env:NAME}, ${env:NAME:-default}, ${file:/path}, ${secret:name}: parts of a value that live outside the project and
// are put in when they are used, never when it is read. "$${" stands for a plain "${".

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "config/document.h"

namespace syncline {

enum class ReferenceKind : std::uint8_t { env, file, secret };
std::string_view name_of(ReferenceKind);

struct Reference {
  ReferenceKind kind = ReferenceKind::env;
  std::string name = {};
  std::optional<std::string> fallback = {};  ///< env only
  Span part = {};                            ///< where it stands in the text
  friend bool operator==(const Reference&, const Reference&) = default;
};

/// "${env:NAME:-default}"
std::string to_text(const Reference&);

using TextPart = std::variant<std::string, Reference>;

/// What is wrong with a part of a text value.
struct TextProblem {
  Span part = {};
  std::string code = {};
  std::string message = {};
  std::string remedy = {};
};

/// Problems: I001.
Result<std::vector<TextPart>, TextProblem> parse_references(std::string_view text);
/// Whether it holds a reference of a known kind (well-formed or not).
bool has_reference(std::string_view text);

/// The value of a reference; nothing when it is not set. Its fallback is not the resolver's business.
using Resolver = std::function<std::optional<std::string>(const Reference&)>;

/// Problems: I001, I002 (not set and no default). The message never holds a resolved value.
Result<std::string, TextProblem> resolve_references(std::string_view text, const Resolver&);

}  // namespace syncline
