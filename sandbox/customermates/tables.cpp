#include "sandbox/customermates/tables.h"

#include "base/time.h"

namespace syncline::sandbox::customermates {

const std::map<std::string, Row>& Tables::of(const Kind& kind) const {
  static const std::map<std::string, Row> none;
  const auto found = rows_.find(kind.many);
  return found == rows_.end() ? none : found->second;
}

const Row* Tables::find(const Kind& kind, const std::string& id) const {
  const auto found = of(kind).find(id);
  return found == of(kind).end() ? nullptr : &found->second;
}

Row* Tables::find(const Kind& kind, const std::string& id) {
  auto& rows = rows_[kind.many];
  const auto found = rows.find(id);
  return found == rows.end() ? nullptr : &found->second;
}

Row& Tables::add(const Kind& kind, Row row) {
  row.id = next_id();
  const std::string id = row.id;
  return rows_[kind.many].emplace(id, std::move(row)).first->second;
}

void Tables::remove(const Kind& kind, const std::string& id) {
  for (const Kind& other : kinds()) unlink_all(id, other);
  lines_.erase(id);
  for (auto& [_, lines] : lines_) std::erase_if(lines, [&](const Line& each) { return each.service == id; });
  rows_[kind.many].erase(id);
}

std::vector<std::string> Tables::linked(const std::string& id, const std::string& many) const {
  const auto of = links_.find(id);
  if (of == links_.end()) return {};
  const auto found = of->second.find(many);
  if (found == of->second.end()) return {};
  return {found->second.begin(), found->second.end()};
}

void Tables::link(const Kind& one, const std::string& id, const Kind& other, const std::string& other_id) {
  links_[id][other.many].insert(other_id);
  links_[other_id][one.many].insert(id);
}

void Tables::unlink(const std::string& id, const std::string& other_id) {
  for (const auto& [one, other] : {std::pair(id, other_id), std::pair(other_id, id)}) {
    for (auto& [_, ids] : links_[one]) ids.erase(other);
  }
}

void Tables::unlink_all(const std::string& id, const Kind& other) {
  for (const std::string& each : linked(id, other.many)) {
    for (auto& [_, ids] : links_[each]) ids.erase(id);
  }
  links_[id].erase(other.many);
}

std::vector<Line> Tables::lines_of(const std::string& deal) const {
  const auto found = lines_.find(deal);
  return found == lines_.end() ? std::vector<Line>{} : found->second;
}

void Tables::set_lines(const std::string& deal, std::vector<Line> lines) { lines_[deal] = std::move(lines); }

Line* Tables::find_line(const std::string& id) {
  for (auto& [_, lines] : lines_) {
    for (Line& each : lines) {
      if (each.id == id) return &each;
    }
  }
  return nullptr;
}

void Tables::add_line(Line line) {
  const std::string deal = line.deal;
  lines_[deal].push_back(std::move(line));
}

void Tables::remove_line(const std::string& id) {
  for (auto& [_, lines] : lines_) std::erase_if(lines, [&](const Line& each) { return each.id == id; });
}

std::vector<const Line*> Tables::lines() const {
  std::vector<const Line*> out;
  for (const auto& [_, lines] : lines_) {
    for (const Line& each : lines) out.push_back(&each);
  }
  return out;
}

Decimal Tables::price_in(const Line& line) const {
  if (line.saved) return *line.saved;
  const Row* service = find(kind_named("services"), line.service);
  const Value& amount = service ? *service->fields.find("amount") : null_value;
  return amount.is_number() ? amount.as_decimal() : Decimal();
}

Decimal total_of(const Tables& tables, const std::string& deal) {
  Decimal sum;
  for (const Line& each : tables.lines_of(deal)) {
    const auto part = multiply(tables.price_in(each), each.quantity);
    sum = add(sum, part.value_or(Decimal())).value_or(sum);
  }
  return sum;
}

std::string moment_text(Instant at) {
  std::string ms = std::to_string(at.us / 1000 % 1000);
  ms.insert(0, 3 - ms.size(), '0');
  return to_iso(at).substr(0, 19) + "." + ms + "Z";
}

}  // namespace syncline::sandbox::customermates
