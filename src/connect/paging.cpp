#include "connect/paging.h"

#include <algorithm>
#include <limits>

#include "base/json.h"
#include "connect/values.h"
#include "connect/window_walk.h"

namespace syncline {
namespace {

std::string position_text(Strategy strategy, Value state) {
  return write_json(Map{{"strategy", std::string(name_of(strategy))}, {"state", std::move(state)}});
}

/// The state when the position is one of this strategy; null otherwise.
Value state_of(Strategy strategy, const std::string& position) {
  if (position.empty()) return {};
  const auto parsed = parse_json(position);
  if (!parsed || (*parsed)["strategy"].string_or("") != name_of(strategy)) return {};
  return (*parsed)["state"];
}

bool is_full(const ListSpec& list, std::size_t rows) { return rows >= static_cast<std::size_t>(list.page); }

/// {since, high, until?, after?, next?}: since is where the next page begins, high the latest stamp of all; with until
/// the slot [since, until) is drained by id; with next a pass is under way whose answers name the page that follows.
class Keyset {
 public:
  Keyset(const Value& state, Instant now)
      : since_(number_in(state, "since", 0)), high_(number_in(state, "high", 0)), now_(now.us) {
    if (const std::int64_t until = number_in(state, "until", 0); until > since_) until_ = until;
    after_ = state["after"].string_or("0");
    next_ = state["next"].string_or("");
  }

  void ask(Map& variables, const ValueFormat& format) const {
    variables.set("since", encode_instant(format, {since_}));
    variables.set("until", until_ ? encode_instant(format, {*until_}) : Value());
    variables.set("after", after_);
    variables.set("token", next_);
  }

  PageStep after(const ListSpec& list, const std::vector<PageRow>& rows, const std::string& next,
                 std::int64_t resolution) {
    const bool full = is_full(list, rows.size());
    for (const PageRow& row : rows) high_ = std::max(high_, row.stamp.value_or(0));
    // One record from the future must not hide what happens until then.
    high_ = std::min(high_, now_);
    if (!list.operation.answer.next.empty()) {
      next_ = next;
      if (next_.empty() && high_ > 0) since_ = std::max<std::int64_t>(0, high_ - list.overlap.us);
      return {state(), !next_.empty(), {}};
    }
    if (until_) {
      if (full) {
        after_ = rows.back().native;
      } else {
        since_ = *until_;
        until_.reset();
      }
      return {state(), true, {}};
    }
    if (!full) {
      if (high_ > 0) since_ = std::max<std::int64_t>(0, high_ - list.overlap.us);
      return {state(), false, {}};
    }
    const std::int64_t slot = since_ - since_ % resolution;
    std::int64_t last = 0;
    for (const PageRow& row : rows) last = std::max(last, row.stamp.value_or(0));
    if (last >= slot + resolution) {
      since_ = last;
    } else {
      // A page of one slot would come again for ever: take the slot by id. The ids begin anew, because within the slot
      // the vendor sorts by digits that it does not show.
      since_ = slot;
      until_ = slot + resolution;
      after_ = list.first;
    }
    return {state(), true, {}};
  }

 private:
  Value state() const {
    Map out{{"since", since_}, {"high", high_}};
    if (until_) {
      out.set("until", *until_);
      out.set("after", after_);
    }
    if (!next_.empty()) out.set("next", next_);
    return out;
  }

  std::int64_t since_;
  std::int64_t high_;
  std::int64_t now_;
  std::optional<std::int64_t> until_;
  std::string after_;
  std::string next_;  ///< of a list whose answers name the page that follows
};

PageStep step(const ListSpec& list, const PagePlan& plan, const std::vector<PageRow>& rows, const std::string& next,
              Duration resolution) {
  switch (list.strategy) {
    case Strategy::keyset:
      return Keyset(plan.state, plan.now).after(list, rows, next, std::max<std::int64_t>(1, resolution.us));
    case Strategy::sweep:
      if (!is_full(list, rows.size())) return {};
      return {Map{{"after", rows.back().native}}, true, {}};
    case Strategy::token:
      if (next.empty()) return {};
      return {Map{{"token", next}}, true, {}};
    case Strategy::log:
      if (next.empty()) return {plan.state, false, {}};
      return {Map{{"token", next}}, is_full(list, rows.size()), {}};
    case Strategy::window:
    case Strategy::offset_in_window: return WindowWalk(list, plan.state, resolution).after(rows, next);
    case Strategy::branches: break;
  }
  return {};
}

/// With the other branches' positions, where there are some; the next page is of the branch `at`. Null state: anew.
std::string position_at(const ListSpec& list, const PagePlan& plan, Value state, const std::string& at) {
  std::string position = state.is_null() ? std::string() : position_text(plan.list->strategy, std::move(state));
  if (list.strategy != Strategy::branches) return position;
  Value others = plan.others;
  others.as_map().set(plan.branch, std::move(position));
  return position_text(Strategy::branches, Map{{"at", at}, {"of", std::move(others)}});
}

}  // namespace

std::int64_t number_in(const Value& state, const char* key, std::int64_t other) {
  return std::clamp<std::int64_t>(state[key].int_or(other), 0, std::numeric_limits<std::int64_t>::max() / 4);
}

PagePlan plan_page(const ListSpec& list, const std::string& position, const ValueFormat& format, Instant now,
                   Duration stamp_resolution) {
  const Value state = state_of(list.strategy, position);
  if (list.strategy == Strategy::branches) {
    const std::string wanted = state["at"].string_or("");
    auto at = std::ranges::find_if(list.branches, [&](const auto& each) { return each.name == wanted; });
    if (at == list.branches.end()) at = list.branches.begin();
    PagePlan plan = plan_page(at->list, state["of"][at->name].string_or(""), format, now, stamp_resolution);
    plan.branch = at->name;
    plan.others = state["of"].is_map() ? state["of"] : Value(Map{});
    return plan;
  }
  PagePlan plan;
  plan.list = &list;
  plan.state = state;
  plan.now = now;
  plan.variables.set("page", list.page);
  if (list.strategy == Strategy::keyset) Keyset(state, now).ask(plan.variables, format);
  if (list.strategy == Strategy::sweep) plan.variables.set("after", state["after"].string_or(list.first));
  if (list.strategy == Strategy::log) plan.variables.set("token", state["token"].string_or(list.first));
  if (list.strategy == Strategy::token) plan.variables.set("token", state["token"].string_or(""));
  if (list.strategy == Strategy::window || list.strategy == Strategy::offset_in_window) {
    WindowWalk walk(list, state, stamp_resolution);
    plan.nothing = !walk.begin(now);
    walk.ask(plan.variables, format);
    plan.state = walk.state();
  }
  return plan;
}

PageEnd end_page(const ListSpec& list, const PagePlan& plan, const std::vector<PageRow>& rows, const std::string& next,
                 Duration stamp_resolution) {
  PageStep done = plan.nothing ? PageStep{plan.state, false, {}} : step(*plan.list, plan, rows, next, stamp_resolution);
  std::string at = plan.branch;
  bool more = done.more;
  if (!more && list.strategy == Strategy::branches) {
    auto branch = std::ranges::find_if(list.branches, [&](const auto& each) { return each.name == plan.branch; });
    more = ++branch != list.branches.end();
    at = more ? branch->name : list.branches.front().name;
  }
  return {position_at(list, plan, std::move(done.state), at), more, std::move(done.stuck)};
}

std::optional<std::string> without_token(const ListSpec& list, const PagePlan& plan, Duration stamp_resolution) {
  const Value* token = plan.variables.find("token");
  if (!token || token->string_or("").empty()) return std::nullopt;
  const bool is_log = plan.list->strategy == Strategy::log;
  if (is_log && plan.state.is_null()) return std::nullopt;
  Value state;
  if (plan.list->strategy == Strategy::keyset) {
    state = plan.state;
    state.as_map().erase("next");
  } else if (plan.list->strategy != Strategy::token && !is_log) {
    state = WindowWalk(*plan.list, plan.state, stamp_resolution).without_token();
  }
  return position_at(list, plan, std::move(state), plan.branch);
}

}  // namespace syncline
