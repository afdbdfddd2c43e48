#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "base/xml.h"

namespace syncline {
namespace {

/// What a name may be made of; beyond ASCII everything, since what is excluded there depends on XML's edition.
bool is_name(std::string_view name) {
  const auto begins = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  };
  if (name.empty() || !begins(name.front()) || !is_valid_utf8(name)) return false;
  for (const char c : name) {
    if (!begins(c) && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != ':') return false;
  }
  return true;
}

class Writer {
 public:
  Result<std::string, Error> write(const Map& document) {
    if (document.size() != 1 || document.begin()->second.is_list() || document.begin()->second.is_null())
      return wrong("xml.root", "an XML document has one root element, not " + std::to_string(document.size()),
                   "write it as a map of one entry, {Name: what it holds}");
    element(document.begin()->first, document.begin()->second);
    if (refusal_) return fail(std::move(*refusal_));
    return std::move(out_);
  }

 private:
  Failure<Error> wrong(std::string code, std::string message, std::string remedy) {
    return fail(Error{ErrorClass::validation, std::move(code), std::move(message), path_, std::move(remedy), {}});
  }
  void refuse(std::string code, std::string message, std::string remedy) {
    if (!refusal_) refusal_ = wrong(std::move(code), std::move(message), std::move(remedy)).error;
  }

  void name(std::string_view name) {
    if (!is_name(name))
      refuse("xml.name", "\"" + repair_utf8(name) + "\" is no name of an element or attribute",
             "begin it with a letter, and use letters, digits, \"-\", \"_\" and \".\"");
    out_ += name;
  }

  void text(const Value& value, bool in_attribute) {
    if (value.is_null()) return;
    if (value.is_map() || value.is_list())
      return refuse("xml.name", "a list or a map cannot be a text or an attribute", "give it one value");
    const std::string plain = value.is_string() ? repair_utf8(value.as_string()) : write_json(value);
    for (std::size_t i = 0; i < plain.size(); ++i) {
      const char c = plain[i];
      const bool break_of_line = c == '\r' || (in_attribute && (c == '\n' || c == '\t'));
      if (c == '&')
        out_ += "&amp;";
      else if (c == '<')
        out_ += "&lt;";
      else if (c == '>')
        out_ += "&gt;";
      else if (c == '"' && in_attribute)
        out_ += "&quot;";
      else if (break_of_line)
        out_ += "&#" + std::to_string(static_cast<int>(c)) + ";";
      else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t')
        return refuse("xml.character", "XML cannot hold the control character " + std::to_string(static_cast<int>(c)),
                      "remove it from the record");
      else if (plain.compare(i, 3, "\xEF\xBF\xBE") == 0 || plain.compare(i, 3, "\xEF\xBF\xBF") == 0)
        return refuse("xml.character", "XML cannot hold U+FFFE and U+FFFF", "remove it from the record");
      else
        out_ += c;
    }
  }

  void element(std::string_view name, const Value& value) {
    if (refusal_ || value.is_null()) return;
    if (value.is_list()) {
      for (const Value& each : value.as_list()) element(name, each);
      return;
    }
    const std::size_t outer = path_.size();
    path_ += "/" + std::string(name);
    out_ += '<';
    this->name(name);
    if (value.is_map())
      inside(value.as_map(), name);
    else
      leaf(value, name);
    path_.resize(outer);
  }

  void leaf(const Value& value, std::string_view name) {
    if (value.is_string() && value.as_string().empty()) {
      out_ += "/>";
      return;
    }
    out_ += '>';
    text(value, false);
    close(name);
  }

  void inside(const Map& all, std::string_view name) {
    bool content = false;
    for (const auto& [key, value] : all) {
      if (!key.starts_with('@')) {
        content = content || !value.is_null();
        continue;
      }
      if (value.is_null()) continue;
      out_ += ' ';
      this->name(std::string_view(key).substr(1));
      out_ += "=\"";
      text(value, true);
      out_ += '"';
    }
    if (!content) {
      out_ += "/>";
      return;
    }
    out_ += '>';
    for (const auto& [key, value] : all) {
      if (key == "#text")
        text(value, false);
      else if (!key.starts_with('@'))
        element(key, value);
    }
    close(name);
  }

  void close(std::string_view name) {
    out_ += "</";
    out_ += name;
    out_ += '>';
  }

  std::string out_ = R"(<?xml version="1.0" encoding="UTF-8"?>)";
  std::string path_;
  std::optional<Error> refusal_;
};

}  // namespace

Result<std::string, Error> write_xml(const Map& document) { return Writer().write(document); }

}  // namespace syncline
