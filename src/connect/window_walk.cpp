#include "connect/window_walk.h"

#include <algorithm>

#include "connect/values.h"

namespace syncline {

WindowWalk::WindowWalk(const ListSpec& list, const Value& state, Duration resolution)
    : list_(list), resolution_(std::max<std::int64_t>(1, resolution.us)) {
  const auto moment = parse_instant(list.begin.size() == 10 ? list.begin + "T00:00:00Z" : list.begin, true);
  const std::int64_t start = moment ? moment->us : 0;
  from_ = cut(number_in(state, "from", start));
  size_ = number_in(state, "size", 0);
  end_ = number_in(state, "end", 0);
  seen_ = number_in(state, "seen", 0);
  anchor_ = state["anchor"].string_or("");
  token_ = end_ > from_ ? state["token"].string_or("") : "";
}

bool WindowWalk::begin(Instant now) {
  if (end_ > from_) return true;
  const std::int64_t end = cut(now.us - list_.hold_back.us);
  const std::int64_t from = cut(std::max<std::int64_t>(0, from_ - list_.overlap.us));
  if (end <= from_ || end <= from) return false;
  from_ = from;
  end_ = end;
  seen_ = 0;
  anchor_.clear();
  return true;
}

std::int64_t WindowWalk::until() const {
  const std::int64_t longest = list_.window.us > 0 ? list_.window.us : end_ - from_;
  const std::int64_t size = std::max(resolution_, cut(size_ > 0 ? std::min(size_, longest) : longest));
  return std::min(end_, from_ + size);
}

void WindowWalk::ask(Map& variables, const ValueFormat& format) const {
  variables.set("since", encode_instant(format, {from_}));
  variables.set("until", encode_instant(format, {until()}));
  const bool goes_on_after = list_.strategy == Strategy::window && (list_.by_id || !anchor_.empty());
  variables.set("after", goes_on_after ? Value(anchor_.empty() ? list_.first : anchor_) : Value());
  // One row again: it shows whether the rows before it still stand where they stood.
  variables.set("token", token_);
  variables.set("offset", std::max<std::int64_t>(0, seen_ - 1));
}

PageStep WindowWalk::after(const std::vector<PageRow>& rows, const std::string& next) {
  if (!list_.operation.answer.next.empty()) return by_token(next);
  const bool full = rows.size() >= static_cast<std::size_t>(list_.page);
  if (list_.strategy == Strategy::offset_in_window) return by_offset(rows, full);
  return anchor_.empty() && !list_.by_id ? one_answer(rows, full) : by_id(rows, full);
}

/// Only the token says whether there is more: such vendors answer fewer rows than asked for at any time.
PageStep WindowWalk::by_token(const std::string& next) {
  token_ = next;
  return next.empty() ? finish_window(0) : go_on();
}

Value WindowWalk::without_token() const {
  if (token_.empty()) return {};
  Value out = state();
  out.as_map().erase("token");
  return out;
}

PageStep WindowWalk::one_answer(const std::vector<PageRow>& rows, bool full) {
  if (!full) return finish_window(rows.size());
  if (until() - from_ > resolution_) return shrink("");
  // Nothing smaller can be asked for: this moment is taken by id.
  anchor_ = list_.first;
  return go_on();
}

PageStep WindowWalk::by_id(const std::vector<PageRow>& rows, bool full) {
  if (!full) return finish_window(rows.size());
  if (rows.back().native == anchor_)
    return {{}, false, "more records than a page holds, and the list does not go on after an id"};
  anchor_ = rows.back().native;
  return go_on();
}

PageStep WindowWalk::by_offset(const std::vector<PageRow>& rows, bool full) {
  if (seen_ > 0 && (rows.empty() || rows.front().native != anchor_)) {
    // Something left the window and the rest moved up: from its beginning. Each time there is less in it.
    seen_ = 0;
    anchor_.clear();
    return go_on();
  }
  if (!full) return finish_window(static_cast<std::size_t>(seen_) + rows.size());
  seen_ = std::max<std::int64_t>(0, seen_ - 1) + static_cast<std::int64_t>(rows.size());
  anchor_ = rows.back().native;
  if (list_.most > 0 && seen_ - 1 + list_.page > list_.most)
    return shrink("one moment holds more records than the vendor lists");
  return go_on();
}

PageStep WindowWalk::shrink(const char* stuck) {
  const std::int64_t size = until() - from_;
  if (size <= resolution_) return {{}, false, stuck};
  size_ = std::max(resolution_, cut(size / 2));
  seen_ = 0;
  anchor_.clear();
  return go_on();
}

PageStep WindowWalk::finish_window(std::size_t rows) {
  const std::int64_t size = until() - from_;
  from_ = until();
  const auto room = static_cast<std::size_t>(list_.strategy == Strategy::window ? list_.page : std::max(list_.most, 1));
  if (list_.most == 0 && list_.strategy == Strategy::offset_in_window) {
    size_ = 0;
  } else {
    size_ = rows * 2 < room ? size * 2 : size;
  }
  seen_ = 0;
  anchor_.clear();
  if (from_ < end_) return go_on();
  end_ = 0;
  return {state(), false, {}};
}

Value WindowWalk::state() const {
  Map out{{"from", from_}, {"size", size_}};
  if (end_ > 0) out.set("end", end_);
  if (!token_.empty()) out.set("token", token_);
  if (seen_ > 0) out.set("seen", seen_);
  if (!anchor_.empty()) out.set("anchor", anchor_);
  return out;
}

}  // namespace syncline
