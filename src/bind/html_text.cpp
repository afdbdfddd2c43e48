#include "bind/html_text.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace syncline {
namespace {

constexpr std::array blocks{"p",  "div", "li", "ul",    "ol",         "h1",  "h2",      "h3",      "h4",
                            "h5", "h6",  "tr", "table", "blockquote", "pre", "section", "article", "hr"};

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array entities{
    Entity{"amp", "&"},   Entity{"lt", "<"},     Entity{"gt", ">"},    Entity{"quot", "\""}, Entity{"apos", "'"},
    Entity{"nbsp", " "},  Entity{"auml", "ä"},   Entity{"ouml", "ö"},  Entity{"uuml", "ü"},  Entity{"Auml", "Ä"},
    Entity{"Ouml", "Ö"},  Entity{"Uuml", "Ü"},   Entity{"szlig", "ß"}, Entity{"euro", "€"},  Entity{"ndash", "–"},
    Entity{"mdash", "—"}, Entity{"hellip", "…"}, Entity{"copy", "©"},  Entity{"reg", "®"},   Entity{"eacute", "é"},
    Entity{"bdquo", "„"}, Entity{"ldquo", "“"},  Entity{"rdquo", "”"}, Entity{"sect", "§"},
};

std::string utf8_of(std::uint32_t c) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | (c >> 6)), byte(0x80 | (c & 0x3F))};
  if (c < 0x10000) return {byte(0xE0 | (c >> 12)), byte(0x80 | ((c >> 6) & 0x3F)), byte(0x80 | (c & 0x3F))};
  return {byte(0xF0 | (c >> 18)), byte(0x80 | ((c >> 12) & 0x3F)), byte(0x80 | ((c >> 6) & 0x3F)),
          byte(0x80 | (c & 0x3F))};
}

/// "#228" or "#xE4".
std::optional<std::string> numbered(std::string_view name) {
  const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
  const std::string_view digits = name.substr(hex ? 2 : 1);
  if (digits.empty() || digits.size() > 7) return std::nullopt;
  std::uint32_t c = 0;
  for (const char d : digits) {
    const std::size_t value =
        std::string_view("0123456789abcdef").find(static_cast<char>(d >= 'A' && d <= 'F' ? d + 32 : d));
    if (value == std::string_view::npos || (!hex && value > 9)) return std::nullopt;
    c = c * (hex ? 16 : 10) + static_cast<std::uint32_t>(value);
  }
  if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return std::nullopt;
  const bool is_blank = c == 0xA0 || c == '\r';  // a lone end of line, written as HTML, would read as a blank
  return is_blank ? " " : utf8_of(c);
}

std::optional<std::string> entity_text(std::string_view name) {
  if (name.starts_with('#')) return numbered(name);
  const auto* found = std::ranges::find(entities, name, &Entity::name);
  return found == entities.end() ? std::nullopt : std::optional<std::string>(found->text);
}

/// Writes lines as a browser would break them: the end of a block and the last <br> in it are one break, which shows
/// only when something follows.
class Lines {
 public:
  void text(std::string_view piece) {
    if (owed_space_ && fresh_) owed_space_ = false;
    flush();
    if (owed_space_) out_ += ' ';
    owed_space_ = false;
    out_ += piece;
    open_ = true;
    fresh_ = false;
  }
  /// A line break of the source: a space between words, nothing at the border of a line.
  void source_break() { owed_space_ = true; }
  void line_break() {
    owed_space_ = false;
    flush();
    breaks_ = 1;
    open_ = true;
    fresh_ = true;
  }
  void block_border() {
    owed_space_ = false;
    if (!open_) return;
    breaks_ = 1;  // a <br> just before melts into it
    open_ = false;
    fresh_ = true;
  }
  std::string take() { return std::move(out_); }

 private:
  void flush() {
    out_.append(breaks_, '\n');
    breaks_ = 0;
  }
  std::string out_;
  std::size_t breaks_ = 0;
  bool open_ = false;  ///< the block has content
  bool fresh_ = true;  ///< nothing stands on the line yet
  bool owed_space_ = false;
};

class HtmlReader {
 public:
  explicit HtmlReader(std::string_view html) : html_(html) {}

  std::string read() {
    while (at_ < html_.size()) {
      const char c = html_[at_];
      if (c == '<' && is_tag()) {
        tag();
      } else if (c == '&') {
        entity();
      } else if (c == '\n' || c == '\r') {
        lines_.source_break();
        ++at_;
      } else {
        const std::size_t end = std::min(html_.find_first_of("<&\n\r", at_ + 1), html_.size());
        lines_.text(html_.substr(at_, end - at_));
        at_ = end;
      }
    }
    return lines_.take();
  }

 private:
  bool is_tag() const {
    const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
    const bool letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
    return (letter || next == '/' || next == '!') && html_.find('>', at_) != std::string_view::npos;
  }
  void skip_past(std::string_view end) {
    const std::size_t found = html_.find(end, at_);
    at_ = found == std::string_view::npos ? html_.size() : found + end.size();
  }
  void tag() {
    if (html_.substr(at_).starts_with("<!--")) return skip_past("-->");
    const std::size_t from = at_ + (html_[at_ + 1] == '/' ? 2 : 1);
    const std::string name = to_lower(html_.substr(from, html_.find_first_of(" \t\r\n/>", from) - from));
    const bool opens = from == at_ + 1;
    skip_past(">");
    if (opens && (name == "script" || name == "style")) {
      skip_past("</" + name);
      skip_past(">");
    } else if (name == "br") {
      lines_.line_break();
    } else if (std::ranges::find(blocks, name) != blocks.end()) {
      lines_.block_border();
    }
  }
  void entity() {
    const std::size_t end = html_.find(';', at_);
    const auto text = end != std::string_view::npos && end - at_ <= 10
                          ? entity_text(html_.substr(at_ + 1, end - at_ - 1))
                          : std::nullopt;
    lines_.text(text ? *text : "&");
    at_ = text ? end + 1 : at_ + 1;
  }

  std::string_view html_;
  std::size_t at_ = 0;
  Lines lines_;
};

}  // namespace

std::string html_of_text(std::string_view text) {
  std::string out;
  for (const std::string& line : split(text, '\n')) {
    out += "<p>";
    if (line.empty()) out += "<br>";
    for (const char c : line) {
      switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        default: out += c;
      }
    }
    out += "</p>";
  }
  return out;
}

std::string text_of_html(std::string_view html) { return HtmlReader(html).read(); }

}  // namespace syncline
