// Tests and parts of texts: size, startsWith, endsWith, contains, matches, indexOf, lastIndexOf, charAt, substring.

#include "expr/code_points.h"
#include "expr/pattern.h"
#include "expr/signature.h"

namespace syncline::expr {

using Arguments = std::span<const Val>;

namespace {

Val size_of_text(Arguments in, Meter& meter) {
  meter.walk(in[0].as_text().size());
  return Val::integer(length_of(in[0].as_text()));
}
Val size_of_bytes(Arguments in, Meter&) { return Val::integer(static_cast<std::int64_t>(in[0].as_bytes().size())); }
Val size_of_items(Arguments in, Meter&) { return Val::integer(static_cast<std::int64_t>(in[0].size())); }

Val starts_with(Arguments in, Meter&) { return Val::boolean(in[0].as_text().starts_with(in[1].as_text())); }
Val ends_with(Arguments in, Meter&) { return Val::boolean(in[0].as_text().ends_with(in[1].as_text())); }

/// std::string_view::find may look at every pair of bytes.
bool search(Arguments in, Meter& meter) {
  return meter.step(1 + in[0].as_text().size() * (1 + in[1].as_text().size() / 16) / 64);
}

Val contains(Arguments in, Meter& meter) {
  if (!search(in, meter)) return {};
  return Val::boolean(in[0].as_text().find(in[1].as_text()) != std::string_view::npos);
}

Val matches(Arguments in, Meter& meter) {
  if (!meter.step(10 + in[0].as_text().size() / 16 + in[1].as_text().size())) return {};
  auto pattern = Pattern::compile(in[1].as_text());
  if (!pattern)
    return Val::error("expr.bad_value", shown(in[1]) + " is no pattern: " + pattern.error(), "patterns are RE2");
  return Val::boolean((*pattern)->found_in(in[0].as_text()));
}

Val outside(const Val& index, std::string_view text) {
  return Val::error("expr.index",
                    shown(index) + " is no position in a text of " + std::to_string(length_of(text)) + " characters",
                    "the first is 0; test size(text) before");
}

Val position_or_none(std::string_view text, std::size_t at) {
  return Val::integer(at == std::string_view::npos ? -1 : length_of(text.substr(0, at)));
}

Val index_of(Arguments in, Meter& meter) {
  if (!search(in, meter)) return {};
  const auto text = in[0].as_text();
  std::optional<std::size_t> from = 0;
  if (in.size() == 3) from = byte_of(text, in[2].as_int());
  if (!from) return outside(in[2], text);
  return position_or_none(text, text.find(in[1].as_text(), *from));
}

Val last_index_of(Arguments in, Meter& meter) {
  if (!search(in, meter)) return {};
  const auto text = in[0].as_text();
  std::optional<std::size_t> from = text.size();
  if (in.size() == 3) from = byte_of(text, in[2].as_int());
  if (!from) return outside(in[2], text);
  return position_or_none(text, text.rfind(in[1].as_text(), *from));
}

Val char_at(Arguments in, Meter& meter) {
  const auto text = in[0].as_text();
  if (!meter.walk(text.size())) return {};
  auto at = byte_of(text, in[1].as_int());
  if (!at) return outside(in[1], text);
  return Val::text(std::string(*at == text.size() ? "" : text.substr(*at, width_at(text, *at))));
}

Val substring(Arguments in, Meter& meter) {
  const auto text = in[0].as_text();
  if (!meter.walk(2 * text.size())) return {};
  auto from = byte_of(text, in[1].as_int());
  if (!from) return outside(in[1], text);
  std::optional<std::size_t> to = text.size();
  if (in.size() == 3) to = byte_of(text, in[2].as_int());
  if (!to) return outside(in[2], text);
  if (*to < *from)
    return Val::error("expr.index", "substring begins at " + shown(in[1]) + ", behind its end " + shown(in[2]),
                      "give the smaller position first");
  if (!meter.allocate(*to - *from)) return {};
  return Val::text(std::string(text.substr(*from, *to - *from)));
}

}  // namespace

void add_text_functions(Overloads& to) {
  const Type text = Type::string();
  const Type number = Type::integer();
  add_both(to, "size", {text}, number, size_of_text);
  add_both(to, "size", {Type::bytes()}, number, size_of_bytes);
  add_both(to, "size", {Type::list(Type::parameter("T"))}, number, size_of_items);
  add_both(to, "size", {Type::map(Type::parameter("K"), Type::parameter("V"))}, number, size_of_items);
  add_method(to, "startsWith", {text, text}, Type::boolean(), starts_with);
  add_method(to, "endsWith", {text, text}, Type::boolean(), ends_with);
  add_method(to, "contains", {text, text}, Type::boolean(), contains);
  add_both(to, "matches", {text, text}, Type::boolean(), matches);
  add_method(to, "indexOf", {text, text}, number, index_of);
  add_method(to, "indexOf", {text, text, number}, number, index_of);
  add_method(to, "lastIndexOf", {text, text}, number, last_index_of);
  add_method(to, "lastIndexOf", {text, text, number}, number, last_index_of);
  add_method(to, "charAt", {text, number}, text, char_at);
  add_method(to, "substring", {text, number}, text, substring);
  add_method(to, "substring", {text, number, number}, text, substring);
}

}  // namespace syncline::expr
