#include "config/interpolate.h"

#include <algorithm>
#include <array>

#include "config/position.h"

namespace syncline {
namespace {

constexpr std::array kinds{ReferenceKind::env, ReferenceKind::file, ReferenceKind::secret};
constexpr std::string_view forms =
    "write ${env:NAME}, ${env:NAME:-default}, ${file:/path} or ${secret:name}; $${ for a plain ${";

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Why a name is not acceptable, or nothing.
std::string check_name(const Reference& reference) {
  const std::string& name = reference.name;
  if (name.empty()) return "it has no name";
  switch (reference.kind) {
    case ReferenceKind::env:
      if (name[0] >= '0' && name[0] <= '9') return "the name of a variable cannot begin with a digit";
      if (!std::all_of(name.begin(), name.end(), is_word_char)) return "\"" + name + "\" is no name of a variable";
      return {};
    case ReferenceKind::file:
      if (name[0] != '/') return "the path \"" + name + "\" is not absolute";
      if ((name + "/").find("/../") != name.npos) return "the path \"" + name + "\" holds \"..\"";
      return {};
    case ReferenceKind::secret:
      if (!std::all_of(name.begin(), name.end(),
                       [](char c) { return is_word_char(c) || c == '-' || c == '.' || c == '/'; })) {
        return "\"" + name + "\" is no name of a secret (letters, digits, _ - . /)";
      }
      return {};
  }
  return {};
}

std::optional<ReferenceKind> kind_at(std::string_view body) {
  for (ReferenceKind kind : kinds) {
    const std::string_view name = name_of(kind);
    if (body.starts_with(name) && body.substr(name.size()).starts_with(':')) return kind;
  }
  return std::nullopt;
}

class ReferenceParser {
 public:
  explicit ReferenceParser(std::string_view text) : text_(text), finder_(text) {}

  Result<std::vector<TextPart>, TextProblem> parse() {
    std::size_t pos = 0;
    while (pos < text_.size()) {
      const std::size_t dollar = std::min(text_.find("${", pos), text_.size());
      literal_ += text_.substr(pos, dollar - pos);
      if (dollar == text_.size()) break;
      if (literal_.ends_with('$') && dollar > pos) {  // "$${"
        literal_ += '{';
        pos = dollar + 2;
        continue;
      }
      const std::size_t end = text_.find('}', dollar);
      if (end == text_.npos) return fail(problem(dollar, text_.size(), "\"${\" is never closed"));
      if (auto bad = read(dollar, end + 1)) return fail(std::move(*bad));
      pos = end + 1;
    }
    flush();
    return std::move(parts_);
  }

 private:
  std::optional<TextProblem> read(std::size_t begin, std::size_t end) {
    const std::string_view body = text_.substr(begin + 2, end - begin - 3);
    const std::optional<ReferenceKind> kind = kind_at(body);
    if (!kind)
      return problem(begin, end, "\"" + std::string(text_.substr(begin, end - begin)) + "\" is no known reference");
    Reference reference;
    reference.kind = *kind;
    std::string_view name = body.substr(name_of(*kind).size() + 1);
    const std::size_t dash = name.find(":-");
    if (dash != name.npos && *kind != ReferenceKind::env) {
      return problem(begin, end, "only ${env:…} can have a default");
    }
    if (dash != name.npos) reference.fallback = std::string(name.substr(dash + 2));
    if (reference.fallback && reference.fallback->find("${") != std::string::npos) {
      return problem(begin, end, "a default cannot hold another reference");
    }
    reference.name = name.substr(0, dash);
    const std::string reason = check_name(reference);
    if (!reason.empty()) {
      return problem(begin, end,
                     "\"" + std::string(text_.substr(begin, end - begin)) + "\" is no reference: " + reason);
    }
    reference.part = finder_.span(begin, end);
    flush();
    parts_.emplace_back(std::move(reference));
    return std::nullopt;
  }

  TextProblem problem(std::size_t begin, std::size_t end, std::string message) {
    return {finder_.span(begin, end), "I001", std::move(message), std::string(forms)};
  }

  void flush() {
    if (!literal_.empty()) parts_.emplace_back(std::move(literal_));
    literal_.clear();
  }

  std::string_view text_;
  PositionFinder finder_;
  std::string literal_;
  std::vector<TextPart> parts_;
};

std::string how_to_set(const Reference& reference) {
  switch (reference.kind) {
    case ReferenceKind::env:
      return "set the variable " + reference.name + ", or give a default: ${env:" + reference.name + ":-value}";
    case ReferenceKind::file: return "create " + reference.name + ", readable by this user";
    case ReferenceKind::secret: return "write ${env:NAME} or ${file:/path} instead: there is no store of secrets yet";
  }
  return {};
}

std::string_view what(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::env: return "the environment variable ";
    case ReferenceKind::file: return "the file ";
    case ReferenceKind::secret: return "the secret ";
  }
  return {};
}

}  // namespace

std::string_view name_of(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::env: return "env";
    case ReferenceKind::file: return "file";
    case ReferenceKind::secret: return "secret";
  }
  return {};
}

std::string to_text(const Reference& reference) {
  std::string out = "${" + std::string(name_of(reference.kind)) + ":" + reference.name;
  if (reference.fallback) out += ":-" + *reference.fallback;
  return out + "}";
}

Result<std::vector<TextPart>, TextProblem> parse_references(std::string_view text) {
  return ReferenceParser(text).parse();
}

bool has_reference(std::string_view text) {
  for (std::size_t pos = text.find("${"); pos != text.npos; pos = text.find("${", pos + 2)) {
    const bool escaped = pos > 0 && text[pos - 1] == '$';
    if (!escaped && kind_at(text.substr(pos + 2))) return true;
  }
  return false;
}

Result<std::string, TextProblem> resolve_references(std::string_view text, const Resolver& resolver) {
  Result<std::vector<TextPart>, TextProblem> parts = parse_references(text);
  if (!parts) return fail(std::move(parts).error());
  std::string out;
  for (const TextPart& part : *parts) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      out += *literal;
      continue;
    }
    const Reference& reference = std::get<Reference>(part);
    std::optional<std::string> value = resolver(reference);
    if (!value) value = reference.fallback;
    if (!value) {
      return fail(TextProblem{reference.part, "I002",
                              std::string(what(reference.kind)) + reference.name + " is not set",
                              how_to_set(reference)});
    }
    out += *value;
  }
  return out;
}

}  // namespace syncline
