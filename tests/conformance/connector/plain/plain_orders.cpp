#include "tests/conformance/connector/plain/plain_orders.h"

#include <algorithm>
#include <iterator>

namespace syncline::conformance {
namespace {

constexpr std::int64_t big_order = 1000;

PlainRefusal invalid(std::string message) { return {.status = 400, .code = "invalid", .message = std::move(message)}; }

std::optional<PlainRefusal> refusal_of(const Value& line) {
  const Value& quantity = line["quantity"];
  if (line["type"] == Value("text")) return std::nullopt;
  if (!line["product"].is_string()) return invalid("a line needs a product");
  if (!quantity.is_number() || quantity.as_decimal() <= Decimal()) return invalid("a line needs a positive quantity");
  return std::nullopt;
}

}  // namespace

std::optional<PlainRefusal> apply_lines(Map& fields, const Value& stored, std::int64_t& next_line) {
  const Value* given = fields.find("lines");
  if (!given) return std::nullopt;
  if (!given->is_list()) return invalid("lines must be a list of commands");
  List lines = stored.is_list() ? stored.as_list() : List{};
  for (const Value& command : given->as_list()) {
    const std::string verb = command["do"].string_or("");
    const Map set = command["set"].is_map() ? command["set"].as_map() : Map{};
    if (verb == "add") {
      Map line{{"id", "l-" + std::to_string(next_line++)}, {"type", "item"}};
      for (const auto& [name, value] : set) line.set(name, value);
      lines.emplace_back(std::move(line));
      continue;
    }
    const auto at = std::ranges::find_if(lines, [&](const Value& each) { return each["id"] == command["line"]; });
    if (at == lines.end()) return invalid("there is no line " + command["line"].string_or("?"));
    if (verb == "drop") {
      lines.erase(at);
    } else {
      for (const auto& [name, value] : set) at->as_map().set(name, value);
    }
  }
  for (const Value& line : lines) {
    if (auto refusal = refusal_of(line)) return refusal;
  }
  fields.set("lines", std::move(lines));
  return std::nullopt;
}

Map after_action(const std::string& action, const Map& order) {
  const Value* state = order.find("status");
  const std::string from = state ? state->string_or("draft") : "draft";
  if (action == "confirm" && from == "draft") return {{"status", "confirmed"}};
  if (action == "ship" && from == "confirmed") return {{"status", "shipped"}};
  if (action == "cancel" && (from == "draft" || from == "confirmed")) return {{"status", "cancelled"}};
  return {};
}

std::optional<std::string> question_about(const std::string& action, const std::string& id, const Map& order) {
  const Value* lines = order.find("lines");
  if (action != "confirm" || !lines || !lines->is_list()) return std::nullopt;
  const bool big = std::ranges::any_of(lines->as_list(), [](const Value& line) {
    return line["quantity"].is_number() && line["quantity"].as_decimal() >= Decimal(big_order);
  });
  return big ? std::optional("big_order." + id) : std::nullopt;
}

}  // namespace syncline::conformance
