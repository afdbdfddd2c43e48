// On expat: strict, with namespaces, encodings and positions, and it tells what it finds while it reads, so that a
// document can be refused at its first DOCTYPE or when it becomes too deep (docs/decisions/0012).
#include <algorithm>
#include <expat.h>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>

#include "base/text.h"
#include "base/xml.h"

namespace syncline {
namespace {

constexpr char separator = '\n';  // between namespace and name: neither can hold it
constexpr std::string_view schema_instance = "http://www.w3.org/2001/XMLSchema-instance";

struct Name {
  std::string_view space, local;
};

Name name_of(const char* expanded) {
  const std::string_view all = expanded;
  const std::size_t at = all.rfind(separator);
  if (at == std::string_view::npos) return {"", all};
  return {all.substr(0, at), all.substr(at + 1)};
}

/// An element that is not closed yet.
struct Open {
  std::string name;
  std::vector<Map::Entry> attributes;
  std::vector<std::pair<std::string, List>> children;  ///< in the order of their first
  std::unordered_map<std::string, std::size_t> index;  ///< of many children
  std::string text;
  bool nil = false;

  List& all_of(std::string_view child) {
    constexpr std::size_t searched = 16;
    if (children.size() < searched) {
      for (auto& [known, list] : children) {
        if (known == child) return list;
      }
    } else {
      if (index.empty()) {
        for (std::size_t i = 0; i < children.size(); ++i) index.emplace(children[i].first, i);
      }
      const auto [known, is_new] = index.emplace(child, children.size());
      if (!is_new) return children[known->second].second;
    }
    children.emplace_back(std::string(child), List{});
    return children.back().second;
  }
};

class Reader {
 public:
  explicit Reader(const XmlReading& reading) : reading_(reading) {
    for (const std::string& each : reading.lists) lists_.push_back(split(each, '.'));
  }

  Result<Value, Error> read(std::string_view text) {
    if (text.size() > reading_.max_bytes) {
      return fail(Error{ErrorClass::validation,
                        "xml.size",
                        "the document has " + std::to_string(text.size()) + " bytes, more than the " +
                            std::to_string(reading_.max_bytes) + " allowed",
                        "1:1",
                        "ask for smaller parts",
                        {}});
    }
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(
        XML_ParserCreateNS(reading_.charset.empty() ? nullptr : reading_.charset.c_str(), separator), XML_ParserFree);
    parser_ = parser.get();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, on_begin, on_end);
    XML_SetCharacterDataHandler(parser_, on_text);
    XML_SetStartDoctypeDeclHandler(parser_, on_doctype);
    XML_SetUnknownEncodingHandler(parser_, on_encoding, nullptr);
    const bool whole = XML_Parse(parser_, text.data(), static_cast<int>(text.size()), XML_TRUE) == XML_STATUS_OK;
    if (whole && !refusal_) return Value(std::move(document_));
    if (!refusal_) refuse_as_expat_does(text);
    return fail(std::move(*refusal_));
  }

 private:
  static Reader& self(void* data) { return *static_cast<Reader*>(data); }
  static void XMLCALL on_begin(void* data, const XML_Char* name, const XML_Char** attributes) {
    self(data).begin(name_of(name), attributes);
  }
  static void XMLCALL on_end(void* data, const XML_Char*) { self(data).end(); }
  static void XMLCALL on_text(void* data, const XML_Char* text, int size) {
    Reader& reader = self(data);
    if (!reader.open_.empty()) reader.open_.back().text.append(text, static_cast<std::size_t>(size));
  }
  static void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    self(data).refuse("xml.doctype", "it has a DOCTYPE, with which documents bring entities of their own",
                      "let the system send XML without a DOCTYPE");
  }
  /// Encodings of one byte per character, as ICU knows them.
  static int XMLCALL on_encoding(void*, const XML_Char* name, XML_Encoding* encoding) {
    bool known = false;
    for (int byte = 0; byte < 256; ++byte) {
      const char c = static_cast<char>(byte);
      const auto utf8 = to_utf8(std::string_view(&c, 1), name);
      encoding->map[byte] = utf8 && code_points(*utf8) == 1 ? static_cast<int>(first_code_point(*utf8)) : -1;
      known = known || encoding->map[byte] > 0;
    }
    encoding->data = nullptr;
    encoding->convert = nullptr;
    encoding->release = nullptr;
    return known ? XML_STATUS_OK : XML_STATUS_ERROR;
  }
  static char32_t first_code_point(std::string_view utf8) {
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(utf8[i])); };
    switch (utf8.size()) {
      case 1: return byte(0);
      case 2: return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
      case 3: return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
      default: return 0xFFFD;
    }
  }

  void begin(Name name, const XML_Char** attributes) {
    if (refusal_) return;
    Open element;
    element.name = name.local;
    ++nodes_;
    for (const XML_Char** each = attributes; *each; each += 2, ++nodes_) {
      const Name attribute = name_of(each[0]);
      const std::string_view value = each[1];
      if (attribute.space != schema_instance) {
        const std::string key = "@" + std::string(attribute.local);
        const auto known = std::ranges::find(element.attributes, key, &Map::Entry::first);
        if (known == element.attributes.end())
          element.attributes.emplace_back(key, value);
        else if (attribute.space.empty())
          known->second = Value(std::string(value));
        if (element.attributes.size() > most_attributes)
          return refuse("xml.size", "an element has more than 1,000 attributes", "");
      } else if (attribute.local == "nil") {
        element.nil = value == "true" || value == "1";
      }
    }
    open_.push_back(std::move(element));
    if (open_.size() > static_cast<std::size_t>(reading_.max_depth))
      return refuse("xml.depth",
                    "elements stand in each other more than " + std::to_string(reading_.max_depth) + " levels deep",
                    "ask for less at once");
    if (nodes_ > reading_.max_nodes)
      refuse("xml.size", "it has more than " + std::to_string(reading_.max_nodes) + " elements and attributes",
             "ask for smaller parts");
  }

  void end() {
    if (refusal_ || open_.empty()) return;
    Value value = value_of(open_.back());
    const std::string name = std::move(open_.back().name);
    open_.pop_back();
    if (open_.empty())
      document_.set(name, std::move(value));
    else
      open_.back().all_of(name).push_back(std::move(value));
  }

  /// Whether the path to the innermost element ends with `names`.
  bool stands_at(std::span<const std::string> names) const {
    if (names.size() > open_.size()) return false;
    return std::ranges::equal(names, std::span(open_).last(names.size()), {}, {}, &Open::name);
  }

  bool is_list(const std::string& child) const {
    return std::ranges::any_of(lists_, [&](const std::vector<std::string>& path) {
      return path.back() == child && stands_at(std::span(path).first(path.size() - 1));
    });
  }

  Value value_of(Open& element) {
    if (element.nil) return {};
    for (const auto& path : lists_) {
      if (path.size() > 1 && stands_at(std::span(path).first(path.size() - 1))) element.all_of(path.back());
    }
    const bool blank = trim(element.text).empty();
    if (element.attributes.empty() && element.children.empty())
      return blank ? Value("") : Value(std::move(element.text));
    std::vector<Map::Entry> entries = std::move(element.attributes);
    for (auto& [name, all] : element.children) {
      const bool list = all.size() != 1 || is_list(name);
      entries.emplace_back(name, list ? Value(std::move(all)) : std::move(all.front()));
    }
    if (!blank) entries.emplace_back("#text", std::move(element.text));
    return Map::of(std::move(entries));
  }

  std::string place() const {
    return std::to_string(XML_GetCurrentLineNumber(parser_)) + ":" +
           std::to_string(XML_GetCurrentColumnNumber(parser_) + 1);
  }

  void refuse(std::string code, std::string message, std::string remedy) {
    if (refusal_) return;
    refusal_ = Error{ErrorClass::validation, std::move(code), std::move(message), place(), std::move(remedy), {}};
    XML_StopParser(parser_, XML_FALSE);
  }

  void refuse_as_expat_does(std::string_view text) {
    const XML_Error error = XML_GetErrorCode(parser_);
    const bool ends_early = error == XML_ERROR_NO_ELEMENTS || error == XML_ERROR_UNCLOSED_TOKEN ||
                            error == XML_ERROR_UNCLOSED_CDATA_SECTION || (error == XML_ERROR_PARTIAL_CHAR) ||
                            (error == XML_ERROR_NONE && text.empty());
    refusal_ = Error{ErrorClass::validation,
                     ends_early ? "xml.truncated" : "xml.syntax",
                     XML_ErrorString(error) ? XML_ErrorString(error) : "it is empty",
                     place(),
                     "",
                     {}};
  }

  static constexpr std::size_t most_attributes = 1000;
  const XmlReading& reading_;
  std::vector<std::vector<std::string>> lists_;
  XML_Parser parser_ = nullptr;
  std::vector<Open> open_;
  std::size_t nodes_ = 0;
  Map document_;
  std::optional<Error> refusal_;
};

}  // namespace

Result<Value, Error> parse_xml(std::string_view text, const XmlReading& reading) { return Reader(reading).read(text); }

}  // namespace syncline
