// Texts made from texts: lowerAscii, upperAscii, trim, replace, split, join, reverse. Each asks the meter before it
// takes the memory of its result.

#include <algorithm>
#include <array>

#include "expr/code_points.h"
#include "expr/signature.h"

namespace syncline::expr {

using Arguments = std::span<const Val>;

namespace {

template <char from, char to, int shift>
Val with_ascii_case(Arguments in, Meter& meter) {
  if (!meter.allocate(in[0].as_text().size()) || !meter.walk(in[0].as_text().size())) return {};
  std::string text(in[0].as_text());
  for (char& c : text) {
    if (c >= from && c <= to) c = static_cast<char>(c + shift);
  }
  return Val::text(std::move(text));
}

/// Unicode White_Space, as UTF-8.
constexpr std::array<std::string_view, 25> blanks = {" ",
                                                     "\t",
                                                     "\n",
                                                     "\v",
                                                     "\f",
                                                     "\r",
                                                     "\xC2\x85",
                                                     "\xC2\xA0",
                                                     "\xE1\x9A\x80",
                                                     "\xE2\x80\x80",
                                                     "\xE2\x80\x81",
                                                     "\xE2\x80\x82",
                                                     "\xE2\x80\x83",
                                                     "\xE2\x80\x84",
                                                     "\xE2\x80\x85",
                                                     "\xE2\x80\x86",
                                                     "\xE2\x80\x87",
                                                     "\xE2\x80\x88",
                                                     "\xE2\x80\x89",
                                                     "\xE2\x80\x8A",
                                                     "\xE2\x80\xA8",
                                                     "\xE2\x80\xA9",
                                                     "\xE2\x80\xAF",
                                                     "\xE2\x81\x9F",
                                                     "\xE3\x80\x80"};

Val trim(Arguments in, Meter& meter) {
  auto text = in[0].as_text();
  if (!meter.walk(text.size()) || !meter.allocate(text.size())) return {};
  auto strip = [&](auto at_edge, auto cut) {
    while (true) {
      const auto* blank = std::ranges::find_if(blanks, at_edge);
      if (blank == blanks.end()) return;
      cut(blank->size());
    }
  };
  strip([&](auto blank) { return text.starts_with(blank); }, [&](std::size_t n) { text.remove_prefix(n); });
  strip([&](auto blank) { return text.ends_with(blank); }, [&](std::size_t n) { text.remove_suffix(n); });
  return Val::text(std::string(text));
}

Val reverse(Arguments in, Meter& meter) {
  const auto text = in[0].as_text();
  if (!meter.walk(text.size()) || !meter.allocate(text.size())) return {};
  std::string reversed(text.size(), '\0');
  for (std::size_t at = 0; at < text.size();) {
    const auto width = width_at(text, at);
    text.copy(reversed.data() + (text.size() - at - width), width, at);
    at += width;
  }
  return Val::text(std::move(reversed));
}

/// Calls `found(at)` for each place of `wanted`, at most `limit` (all when negative); an empty one stands between all
/// characters. False when the meter is exhausted.
template <class Found>
bool each_place(std::string_view text, std::string_view wanted, std::int64_t limit, Meter& meter, Found found) {
  if (!meter.step(1 + text.size() * (1 + wanted.size() / 16) / 64)) return false;
  std::size_t from = 0;
  while (limit != 0) {
    const auto at = text.find(wanted, from);
    if (at == std::string_view::npos) return true;
    if (!meter.step()) return false;
    found(at);
    if (at >= text.size()) return true;
    from = at + (wanted.empty() ? width_at(text, at) : wanted.size());
    if (limit > 0) --limit;
  }
  return true;
}

Val replace(Arguments in, Meter& meter) {
  const auto text = in[0].as_text();
  const auto from = in[1].as_text();
  const auto to = in[2].as_text();
  const std::int64_t limit = in.size() == 4 ? in[3].as_int() : -1;
  std::size_t count = 0;
  if (!each_place(text, from, limit, meter, [&](std::size_t) { ++count; })) return {};
  if (!meter.allocate(text.size() + count * to.size()) || !meter.walk(text.size() + count * to.size())) return {};
  std::string result;
  std::size_t copied = 0;
  each_place(text, from, limit, meter, [&](std::size_t at) {
    result.append(text.substr(copied, at - copied)).append(to);
    copied = at + from.size();
  });
  result.append(text.substr(copied));
  return Val::text(std::move(result));
}

/// The parts are copies: the text may live shorter than the list.
Val split(Arguments in, Meter& meter) {
  const auto text = in[0].as_text();
  const auto separator = in[1].as_text();
  const std::int64_t limit = in.size() == 3 ? in[2].as_int() : -1;
  if (limit == 0) return Val::list({});
  Val::Items parts;
  std::size_t begin = 0;
  auto cut = [&](std::size_t end) {
    if (!meter.allocate(sizeof(Val) + 2 * sizeof(std::string) + end - begin)) return;
    parts.push_back(Val::text(std::string(text.substr(begin, end - begin))));
    begin = end + separator.size();
  };
  const std::int64_t cuts = limit < 0 ? -1 : limit - 1;
  each_place(text, separator, cuts, meter, [&](std::size_t at) {
    if (!separator.empty() || (at != 0 && at != text.size())) cut(at);
  });
  if (!separator.empty() || !text.empty()) cut(text.size());
  return Val::list(std::move(parts));
}

Val join(Arguments in, Meter& meter) {
  const auto separator = in.size() == 2 ? in[1].as_text() : std::string_view();
  std::string result;
  for (std::size_t i = 0; i < in[0].size(); ++i) {
    const Val item = in[0].item(i);
    auto text = item.is(Val::Kind::null) ? std::optional<std::string>("") : text_of(item);
    if (!text)
      return Val::error("expr.no_overload", "join cannot write " + shown(item),
                        "map the items to texts first: list.map(x, x.name)");
    const auto more = text->size() + separator.size();
    if (!meter.walk(more) || !meter.allocate(more)) return {};
    if (i > 0) result += separator;
    result += *text;
  }
  return Val::text(std::move(result));
}

}  // namespace

void add_rewriting_functions(Overloads& to) {
  const Type text = Type::string();
  const Type number = Type::integer();
  const Type texts = Type::list(text);
  const Type items = Type::list(Type::parameter("T"));
  add_method(to, "lowerAscii", {text}, text, with_ascii_case<'A', 'Z', 'a' - 'A'>);
  add_method(to, "upperAscii", {text}, text, with_ascii_case<'a', 'z', 'A' - 'a'>);
  add_method(to, "trim", {text}, text, trim);
  add_method(to, "reverse", {text}, text, reverse);
  add_method(to, "replace", {text, text, text}, text, replace);
  add_method(to, "replace", {text, text, text, number}, text, replace);
  add_method(to, "split", {text, text}, texts, split);
  add_method(to, "split", {text, text, number}, texts, split);
  add_both(to, "join", {items}, text, join);
  add_both(to, "join", {items, text}, text, join);
}

}  // namespace syncline::expr
