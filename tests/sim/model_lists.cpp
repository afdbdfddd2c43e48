// What vendors list, page by page.

#include <algorithm>
#include <utility>

#include "tests/sim/list_cursor.h"
#include "tests/sim/model_system.h"

namespace syncline::sim {
namespace {

using Place = std::pair<std::int64_t, std::int64_t>;  // stamp, id

}  // namespace

std::map<Place, const ModelSystem::State*> ModelSystem::due(const std::string& object, ListMode mode, bool of_ended,
                                                            const ListCursor& at, Instant seen_at) {
  const bool empty = faults_.fires("list is empty", faults_.temper.empty_list);
  const bool cut = faults_.fires("list is not whole", faults_.temper.omit_rows);
  const bool by_stamp = mode == ListMode::changes && faults_.temper.quirks.page > 0;
  std::map<Place, const State*> rows;
  for (const auto& [id, record] : objects_.at(object)) {
    const State* state = state_at(record, seen_at);
    if (!state || of_ended == (state->life == RecordState::live)) continue;
    if (mode == ListMode::changes && state->stamp.us < at.since) continue;
    if (empty || denied_.records.contains(std::to_string(id)) || (cut && faults_.fires("row left out", 500))) continue;
    const Place place{by_stamp ? state->stamp.us : 0, id};
    if (place > Place{at.stamp, at.id}) rows.emplace(place, state);
  }
  return rows;
}

Result<Page, Error> ModelSystem::page(const std::string& stream, ListMode mode, const std::string& cursor) {
  const bool of_ended = stream.ends_with(ended_stream);
  const std::string object = stream.substr(0, stream.find('/'));
  const Quirks& quirks = faults_.temper.quirks;
  const Instant seen_at = faults_.seen_at(Faults::Through::search);
  ListCursor at = ListCursor::parse(cursor);
  if (at.stamp < 0) {
    // Late and stale rows are met again: the next pass stays behind by what a read may lag.
    at.next_since = (quirks.on_its_clock(seen_at) - declared_lag() - faults_.temper.stamp_resolution).us;
  }
  Page page;
  page.hints = of_ended;
  std::int64_t highest = std::max(at.since, at.stamp);
  for (const auto& [place, state] : due(object, mode, of_ended, at, seen_at)) {
    page.more = quirks.page > 0 && page.records.size() == quirks.page;
    if (page.more) break;
    if (of_ended) {
      NativeRecord& named = page.records.emplace_back();
      named.key = {name_, object, std::to_string(place.second)};
      named.version = std::to_string(state->version);
    } else {
      page.records.push_back(show(object, place.second, *state));
    }
    highest = std::max(highest, state->stamp.us);
    at.stamp = place.first;
    at.id = place.second;
  }
  if (page.records.empty() && (endings_.empty_is_404 || quirks.empty_is_404)) {
    ++faults_.fired["empty list answered with 404"];
    return fail(refusal(ErrorClass::not_found, "404", "nothing found"));
  }
  if (!page.more) at = {std::max<std::int64_t>(0, std::min(highest, at.next_since)), 0, -1, -1};
  page.next = at.text();
  return page;
}

}  // namespace syncline::sim
