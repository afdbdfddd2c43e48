#include "tests/crash/people.h"

namespace syncline::crash {
namespace {

constexpr std::int64_t too_much = 1'000;
constexpr Duration beat = milliseconds(20);

}  // namespace

People::People(Runtime& rt, Office& desk, Office& books, Notices& notices, std::uint64_t seed)
    : rt_(rt), desk_(desk), books_(books), notices_(notices), chance_(seed) {
  task_ = rt.spawn("people", [this] { work(); });
}

People::~People() { ended_ = true; }

std::string People::next(const char* what) { return what + std::to_string(++serial_); }

void People::move_in(int clients) {
  for (int n = 0; n < clients; ++n) at_desk_.push_back(take_in(desk_));
}

void People::set_pace(int events_per_second) { pace_ = events_per_second; }

void People::work() {
  std::int64_t due_millis = 0;  // thousandths of events that are due
  while (!ended_) {
    rt_.sleep_for(beat);
    due_millis += pace_ * (beat.us / 1000);
    const bool behind = due_millis >= 1000 && open() > too_much;
    for (; due_millis >= 1000; due_millis -= 1000) {
      if (!behind) act();
    }
  }
}

void People::act() {
  ++events_;
  const auto dice = chance_.below(100);
  if (at_desk_.empty() || dice < 4) {
    at_desk_.push_back(take_in(desk_));
  } else if (dice < 7) {
    at_books_.push_back(take_in(books_));
  } else if (dice < 37) {
    edit_at_desk();
  } else if (dice < 65) {
    edit_at_books();
  } else {
    win_deal();
  }
}

std::string People::take_in(Office& office) {
  const std::string number = next("C-");
  const Row row = office.person_creates("clients", Map{{"number", number},
                                                       {"name", "Name of " + number},
                                                       {"city", "City of " + number},
                                                       {"remark", "Remark of " + number}});
  if (&office == &desk_ && chance_.below(2) == 0) notices_.tell("client", row, false);
  return row.id;
}

void People::edit_at_desk() {
  const std::string id = at_desk_[chance_.below(at_desk_.size())];
  const char* field = chance_.below(2) == 0 ? "name" : "remark";
  const Row row = desk_.person_edits("clients", id, Map{{field, next("desk ")}});
  if (chance_.below(5) < 3) notices_.tell("client", row, false);
}

/// Of any client that the books have by now.
void People::edit_at_books() {
  std::vector<std::string> ids;
  books_.each("clients", [&](const Row& row) { ids.push_back(row.id); });
  if (ids.empty()) return;
  const char* field = chance_.below(4) > 0 ? "city" : "remark";
  books_.person_edits("clients", ids[chance_.below(ids.size())], Map{{field, next("books ")}});
}

void People::win_deal() {
  std::vector<Paper> papers;
  for (auto n = chance_.below(3); n > 1; --n)
    papers.push_back({"", next("offer ") + ".pdf", next("content ") + std::string(chance_.below(40'000), 'x'), ""});
  const std::string number = next("D-");
  const Row deal = desk_.person_creates("deals",
                                        Map{{"number", number},
                                            {"stage", "won"},
                                            {"client", at_desk_[chance_.below(at_desk_.size())]},
                                            {"note", "Note of " + number},
                                            {"order_number", nullptr}},
                                        std::move(papers));
  notices_.tell("deal", deal, true);
}

/// Deals without their order's number, and clients that differ.
std::int64_t People::open() const {
  std::int64_t open = 0;
  desk_.each("deals", [&](const Row& row) { open += row.fields.find("order_number")->is_null(); });
  std::map<std::string, Map> at_desk;
  desk_.each("clients", [&](const Row& row) { at_desk[row.fields.find("number")->string_or("")] = row.fields; });
  std::int64_t same = 0, at_books = 0;
  books_.each("clients", [&](const Row& row) {
    const auto found = at_desk.find(row.fields.find("number")->string_or(""));
    ++at_books;
    same += found != at_desk.end() && found->second == row.fields;
  });
  return open + std::max<std::int64_t>(at_books, static_cast<std::int64_t>(at_desk.size())) - same;
}

Value People::told() const { return Map{{"events", events_.load()}, {"open", open()}}; }

}  // namespace syncline::crash
