#include "sandbox/screens.h"

#include <algorithm>

namespace syncline::sandbox {
namespace {

template <class Body>
auto look(VendorServer& server, const Body& body) {
  decltype(body(std::declval<VendorModel&>())) found{};
  server.with_model([&](VendorModel& model, Instant) { found = body(model); });
  return found;
}

std::size_t count_lines(VendorServer& server, const std::function<bool(const VendorMutation&)>& is_meant) {
  return look(server, [&](VendorModel& model) {
    return static_cast<std::size_t>(std::ranges::count_if(
        model.ledger(), [&](const VendorMutation& line) { return !line.by_person && is_meant(line); }));
  });
}

std::string without_spaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

}  // namespace

bool Screen::shows(const std::string& id, const std::string& field, const std::string& text) {
  return without_spaces(shown(id, field)) == without_spaces(text);
}

std::size_t Screen::written() {
  return count_lines(server_, [](const VendorMutation&) { return true; });
}

std::size_t Screen::times_written(const std::string& text) {
  const std::string meant = without_spaces(text);
  return count_lines(server_, [&](const VendorMutation& line) {
    return std::ranges::any_of(line.after,
                               [&](const auto& field) { return without_spaces(field.second.string_or("")) == meant; });
  });
}

std::size_t Screen::times_created(const std::string& name) {
  return count_lines(server_, [&](const VendorMutation& line) {
    const Value* given = line.after.find("name");
    return line.verb == MutationVerb::create && line.model == model() && given && *given == Value(name);
  });
}

bool Screen::was_created(const std::string& id) {
  return count_lines(server_, [&](const VendorMutation& line) {
           return line.verb == MutationVerb::create && line.model == model() && line.id == id;
         }) > 0;
}

std::size_t Screen::named(const std::string& name) {
  return look(server_, [&](VendorModel& records) {
    const auto ids = records.ids(model());
    return static_cast<std::size_t>(std::ranges::count_if(
        ids, [&](const std::string& id) { return records.record(model(), id)["name"] == Value(name); }));
  });
}

}  // namespace syncline::sandbox
