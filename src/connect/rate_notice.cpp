#include "connect/rate_notice.h"

#include <algorithm>

#include "base/text.h"

namespace syncline {
namespace {

std::optional<Decimal> number(const TemplateTree& tree, const expr::Bindings& bindings) {
  if (tree.empty()) return std::nullopt;
  const auto text = tree.text(bindings);
  if (!text) return std::nullopt;
  const auto value = Decimal::parse(trim(*text));
  if (!value || value->sign() < 0) return std::nullopt;
  return *value;
}

/// In microseconds; more than a day is as good as a day.
std::optional<Duration> length(const std::optional<Decimal>& in_seconds) {
  if (!in_seconds) return std::nullopt;
  const auto whole = in_seconds->to_int64();
  if (whole) return seconds(std::min<std::int64_t>(*whole, 86'400));
  const std::string text = in_seconds->text();
  const auto cut = Decimal::parse(text.substr(0, text.find('.')));
  const auto rounded_up = cut ? cut->to_int64() : std::nullopt;
  return seconds(std::min<std::int64_t>(rounded_up.value_or(86'400), 86'399) + 1);
}

}  // namespace

RateNotice rate_notice(const Manifest& manifest, const Map& variables, const HttpResponse& response, Instant now) {
  RateNotice out;
  const NoticeSpec& spec = manifest.notice;
  if (!spec.given()) return out;
  Map headers;
  for (const auto& [name, value] : response.headers) headers.set(to_lower(name), value);
  Map all = variables;
  all.set("status", response.status);
  all.set("headers", std::move(headers));
  const expr::MapBindings bindings(all);
  const auto whole = [&](const TemplateTree& tree) {
    const auto value = number(tree, bindings);
    return value ? value->to_int64() : std::nullopt;
  };
  out.limit = whole(spec.limit);
  out.remaining = whole(spec.remaining);
  out.window = length(number(spec.window, bindings));
  out.resets_in = length(number(spec.resets_in, bindings));
  if (const auto at = whole(spec.resets_at))
    out.resets_in = seconds(std::clamp<std::int64_t>(*at - now.us / 1'000'000, 0, 86'400));
  return out;
}

}  // namespace syncline
