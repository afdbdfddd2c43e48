#include "connect/sql_text.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace syncline {
namespace {

Failure<Error> refused(std::string message, std::string remedy) {
  return fail(Error{ErrorClass::validation, "connect.sql", std::move(message), "", std::move(remedy), {}});
}

std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

/// The inside of `name(…)`, when it is all of the text.
std::optional<std::string> inside_of(std::string_view text, std::string_view name) {
  text = trim(text);
  if (!text.starts_with(name) || !text.ends_with(')')) return std::nullopt;
  text.remove_prefix(name.size());
  text.remove_suffix(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth < 0) return std::nullopt;
  }
  return std::string(text);
}

struct Writer {
  std::string text = {};
  List parameters = {};

  void put(const Value& value) {
    parameters.push_back(value);
    text += "$" + std::to_string(parameters.size());
  }

  Result<void, Error> put_set(const Value& map) {
    if (!map.is_map() || map.as_map().empty())
      return refused("there is nothing that the statement could set", "give set(…) a map of columns");
    bool first = true;
    for (const auto& [name, value] : map.as_map()) {
      text += (first ? "" : ", ") + quoted_name(name) + " = ";
      put(value);
      first = false;
    }
    return {};
  }

  /// Rows may have different columns: what one lacks is the column's default.
  Result<void, Error> put_values(const Value& given) {
    const List rows = given.is_list() ? given.as_list() : List{given};
    std::vector<std::string> names;
    for (const Value& row : rows) {
      if (!row.is_map()) return refused("a row is no map of columns", "give values(…) a map, or a list of maps");
      for (const auto& [name, _] : row.as_map()) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
      }
    }
    if (names.empty()) {
      if (rows.size() != 1)
        return refused("there is nothing that the statement could insert", "give each row a column");
      text += "default values";
      return {};
    }
    for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "(" : ", ") + quoted_name(names[i]);
    text += ") values ";
    for (std::size_t at = 0; at < rows.size(); ++at) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        text += i > 0 ? ", " : at == 0 ? "(" : ", (";
        const Value* value = rows[at].as_map().find(names[i]);
        value ? put(*value) : void(text += "default");
      }
      text += ")";
    }
    return {};
  }
};

/// Words and dotted names, without strings and comments; quoted names keep their quotes.
std::vector<std::string> words_of(std::string_view sql) {
  std::vector<std::string> out;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) out.push_back(std::exchange(word, {}));
  };
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (c == '\'') {
      end_word();
      i = std::min(sql.find('\'', i + 1), sql.size());
    } else if (c == '-' && sql.substr(i, 2) == "--") {
      end_word();
      i = std::min(sql.find('\n', i), sql.size());
    } else if (c == '_' || c == '.' || c == '"' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
               (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0) {
      word += c;
    } else {
      end_word();
    }
  }
  end_word();
  return out;
}

std::string table_in(const std::vector<std::string>& words) {
  static constexpr std::array<std::string_view, 4> before{"from", "into", "update", "join"};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (std::ranges::find(before, to_lower(words[i])) != before.end() && to_lower(words[i + 1]) != "set")
      return words[i + 1];
  }
  return {};
}

}  // namespace

SqlText SqlText::compile(const std::string& source, const Node& node, const Document& document,
                         const expr::Scope& scope, Diagnostics& findings) {
  SqlText out;
  const auto place = [&](expr::Position at) { return document.place_within(node, {at.line, at.column, 1}); };
  const auto parts = expr::template_parts(source);
  if (!parts) {
    findings.add({.code = "E001",
                  .message = parts.error().message,
                  .at = place(parts.error().at),
                  .remedy = parts.error().remedy});
    return out;
  }
  std::string plain;
  for (const expr::TemplatePart& part : *parts) {
    if (!part.is_expression) {
      plain += part.text;
      out.parts_.push_back({Kind::text, part.text, {}});
      continue;
    }
    plain += " $ ";
    const auto set = inside_of(part.text, "set("), values = inside_of(part.text, "values(");
    const Kind kind = set ? Kind::set : values ? Kind::values : Kind::parameter;
    const std::string& expression = set ? *set : values ? *values : part.text;
    out.parts_.push_back({kind, "", TemplateTree::compile_part(expression, part.at, node, document, scope, findings)});
  }
  const std::vector<std::string> words = words_of(plain);
  out.verb_ = words.empty() ? "" : to_upper(words.front());
  out.table_ = table_in(words);
  return out;
}

bool SqlText::mentions(std::string_view name) const {
  return std::ranges::any_of(parts_, [&](const Part& part) {
    const auto words = part.kind == Kind::text ? words_of(to_lower(part.text)) : std::vector<std::string>{};
    return std::ranges::find(words, name) != words.end();
  });
}

Result<SqlStatement, Error> SqlText::fill(const expr::Bindings& bindings) const {
  Writer out;
  for (const Part& part : parts_) {
    if (part.kind == Kind::text) {
      out.text += part.text;
      continue;
    }
    const auto value = part.value.fill(bindings);
    if (!value) return fail(value.error());
    if (part.kind == Kind::parameter) out.put(*value);
    const auto put = part.kind == Kind::set      ? out.put_set(*value)
                     : part.kind == Kind::values ? out.put_values(*value)
                                                 : Result<void, Error>{};
    if (!put) return fail(put.error());
  }
  return SqlStatement{std::move(out.text), std::move(out.parameters)};
}

}  // namespace syncline
