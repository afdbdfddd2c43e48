#include "sandbox/screens.h"

#include <algorithm>
#include <set>

namespace syncline::sandbox {
namespace {

template <class Body>
auto look(VendorServer& server, const Body& body) {
  decltype(body(std::declval<VendorModel&>(), Instant{})) found{};
  server.with_model([&](VendorModel& model, Instant now) { found = body(model, now); });
  return found;
}

std::size_t count_lines(VendorServer& server, const std::function<bool(const VendorMutation&)>& is_meant) {
  return look(server, [&](VendorModel& model, Instant) {
    return static_cast<std::size_t>(std::ranges::count_if(
        model.ledger(), [&](const VendorMutation& line) { return !line.by_person && is_meant(line); }));
  });
}

std::string without_spaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

}  // namespace

std::string Screen::add(const Company& company) {
  return look(server_, [&](VendorModel& model, Instant now) { return vendor_.add_company(model, company, now); });
}

std::string Screen::add(const Person& person, const std::string& company) {
  return look(server_,
              [&](VendorModel& model, Instant now) { return vendor_.add_person(model, person, company, now); });
}

void Screen::type(const std::string& id, const std::string& field, const Value& value) {
  server_.with_model(
      [&](VendorModel& model, Instant now) { vendor_.type(model, vendor_.kind_of(model, id), id, field, value, now); });
}

bool Screen::is_active(const std::string& company) {
  const auto& [field, value] = vendor_.form("customer").ended;
  return look(server_, [&](VendorModel& model, Instant) {
    return model.record(vendor_.form("customer").records, company)[field] != value;
  });
}

void Screen::deactivate(const std::string& company) {
  const auto& [field, value] = vendor_.form("customer").ended;
  server_.with_model([&](VendorModel& model, Instant now) {
    model.person_edits(vendor_.form("customer").records, company, {{field, value}}, now);
  });
}

void Screen::remove(const std::string& id) {
  server_.with_model([&](VendorModel& model, Instant now) {
    model.person_deletes(vendor_.form(vendor_.kind_of(model, id)).records, id, now);
  });
}

std::string Screen::shown(const std::string& id, const std::string& field) {
  return look(server_,
              [&](VendorModel& model, Instant) { return vendor_.shown(model, vendor_.kind_of(model, id), id, field); });
}

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

bool Screen::is_somebody(const VendorMutation& line) const {
  return line.verb == MutationVerb::create &&
         (line.model == vendor_.form("customer").records || line.model == vendor_.form("contact").records);
}

std::size_t Screen::times_created(const std::string& name) {
  const std::string field = vendor_.form("customer").own("name");
  return count_lines(server_, [&](const VendorMutation& line) {
    const Value* given = line.after.find(field);
    return is_somebody(line) && given && *given == Value(name);
  });
}

bool Screen::was_created(const std::string& id) {
  return count_lines(server_, [&](const VendorMutation& line) { return is_somebody(line) && line.id == id; }) > 0;
}

std::size_t Screen::named(const std::string& name) {
  return look(server_, [&](VendorModel& model, Instant) {
    std::set<std::string> found;
    for (const char* kind : {"customer", "contact"}) {
      for (const std::string& id : vendor_.ids(model, kind)) {
        if (vendor_.shown(model, kind, id, "name") == name) found.insert(id);
      }
    }
    return found.size();
  });
}

}  // namespace syncline::sandbox
