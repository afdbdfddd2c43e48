#include "cli/live_check.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"

namespace syncline::cli {
namespace {

constexpr Duration patience = seconds(60);
constexpr std::size_t most_records = 500;  // of a walk: enough for several pages
constexpr std::size_t most_small = 30;     // of the walk with small pages
constexpr int most_pages = 1000;           // of a walk: also pages without records must end some time
constexpr int small_page = 7;

std::shared_ptr<const Manifest> with_small_pages(const Manifest& all) {
  return all.changed([](Manifest& manifest) {
    for (auto& [_, object] : manifest.objects) {
      if (object.drop && object.drop->incoming)
        object.drop->incoming->page = std::min(object.drop->incoming->page, small_page);
      for (auto* list : {&object.changes, &object.sweep}) {
        if (!*list) continue;
        (*list)->page = std::min((*list)->page, small_page);
        for (ListBranch& branch : (*list)->branches) branch.list.page = std::min(branch.list.page, small_page);
      }
    }
  });
}

/// Of the same form, so that the system looks for it instead of refusing it: names of a key's parts stay (No='7').
std::string unknown_id(const std::string& known) {
  if (known.find_first_not_of("0123456789") == std::string::npos) return "2147480000";
  std::string out = known;
  const bool has_names = known.find('=') != std::string::npos;
  bool in_name = has_names, in_text = false;
  for (char& c : out) {
    if (c == '\'') in_text = !in_text;
    if (!in_text && c == '=') in_name = false;
    if (!in_text && c == ',') in_name = has_names;
    if (in_name) continue;
    if (c >= '0' && c <= '9') c = '0';
    if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) c = c < 'a' ? 'A' : 'a';
  }
  return out == known ? known + "0" : out;
}

std::set<std::string> ids_of(const std::vector<NativeRecord>& records) {
  std::set<std::string> out;
  for (const NativeRecord& each : records) out.insert(each.key.native);
  return out;
}

/// Names of fields that two readings of one record show differently.
std::vector<std::string> differing(const Value& one, const Value& other) {
  std::vector<std::string> out;
  if (!one.is_map() || !other.is_map()) return out;
  for (const auto& [name, value] : one.as_map()) {
    const Value* also = other.as_map().find(name);
    if (also && *also != value) out.push_back(name);
  }
  return out;
}

}  // namespace

CallContext LiveCheck::context() const { return {rt_.now() + patience, Priority::interactive, ""}; }

Result<LiveCheck::Walk, Error> LiveCheck::walk(SystemPort& port, const std::string& object, ListMode mode,
                                               std::size_t most) const {
  Walk out;
  std::string cursor;
  while (out.records.size() + out.faulty.size() < most && out.pages < most_pages) {
    auto page = port.list(object, mode, cursor, context());
    if (!page) return fail(std::move(page.error()));
    ++out.pages;
    out.hints = out.hints || page->hints;
    for (NativeRecord& each : page->records) out.records.push_back(std::move(each));
    for (RecordFault& each : page->faulty) out.faulty.push_back(std::move(each));
    out.complete = !page->more;
    if (out.complete) break;
    if (page->next == cursor) {
      return fail(Error{ErrorClass::config, "live.stands_still", "a page leads to itself", port.id() + " " + object,
                        "correct the strategy of the list in connector.yaml", std::nullopt});
    }
    cursor = page->next;
  }
  return out;
}

std::vector<Finding> LiveCheck::run() {
  auto port = connect_(manifest_);
  if (!port) {
    broken("The system cannot be reached", port.error());
    return findings_;
  }
  port_ = std::move(*port);
  bool found = false;
  for (const auto& [name, object] : manifest_->objects) {
    if (!wish_.object.empty() && name != wish_.object) continue;
    found = true;
    if (!examine(name, object)) break;
  }
  if (!found) broken("There is no object \"" + wish_.object + "\"", "name one of connector.yaml's objects");
  return findings_;
}

bool LiveCheck::examine(const std::string& name, const ObjectSpec& object) {
  if (object.drop && !object.drop->incoming) {
    ok(name + " is only written to: there is nothing to read");
    return true;
  }
  if (!object.sweep && !object.changes && !object.drop) {
    warn(name + " has no list", "add list to connector.yaml: without it nothing of it can be synced");
    return true;
  }
  const ListMode mode = object.sweep ? ListMode::sweep : ListMode::changes;
  const auto all = walk(*port_, name, mode, most_records);
  if (!all) {
    broken(name + " cannot be listed", all.error());
    const ErrorClass cls = all.error().cls;
    return cls == ErrorClass::permission || cls == ErrorClass::config || cls == ErrorClass::validation;
  }
  const std::size_t n = all->records.size();
  ok(name + " is listed: " + std::to_string(n) + (all->complete ? "" : " and more") + " records in " +
     std::to_string(all->pages) + (all->pages == 1 ? " page" : " pages"));
  if (!all->faulty.empty())
    broken(name + ": " + std::to_string(all->faulty.size()) + " records are not understood, first " +
               all->faulty.front().key.native,
           all->faulty.front().error);
  if (n == 0)
    warn(name + " has no record to look at", "make one in the system, and ask again");
  else
    examine_pages(name, mode, *all);
  if (n > 0 && (object.read || object.drop)) {
    examine_read(name, all->records.front());
    examine_unknown(name, all->records.front().key.native);
  }
  if (!object.read && !object.drop) warn(name + " has no read", "add read to connector.yaml: each write is read back");
  if (object.changes && n > 0) examine_changes(name, object, *all);
  if (wish_.write && !object.drop) examine_writes(name, object);
  return true;
}

/// The same records must come whatever the size of the pages.
void LiveCheck::examine_pages(const std::string& name, ListMode mode, const Walk& all) {
  const std::set<std::string> ids = ids_of(all.records);
  if (ids.size() < all.records.size() && mode == ListMode::sweep)
    return broken(name + ": " + std::to_string(all.records.size() - ids.size()) + " records came twice",
                  "correct the order or the strategy of the sweep in connector.yaml");
  auto port = connect_(with_small_pages(*manifest_));
  const auto small = port ? walk(**port, name, mode, most_small) : Result<Walk, Error>(fail(port.error()));
  if (!small) return broken(name + " cannot be listed by small pages", small.error());
  std::size_t n = 0;
  for (const std::string& id : ids_of(small->records)) {
    const bool among_first = std::any_of(
        all.records.begin(),
        all.records.begin() + static_cast<std::ptrdiff_t>(std::min(small->records.size(), all.records.size())),
        [&](const NativeRecord& each) { return each.key.native == id; });
    if (among_first) ++n;
  }
  const std::size_t expected = std::min(all.records.size(), small->records.size());
  if (n < expected || (small->complete && small->records.size() < all.records.size()))
    return broken(name + ": with pages of " + std::to_string(small_page) + " " + std::to_string(n) + " of the first " +
                      std::to_string(std::max(expected, std::min(all.records.size(), most_small))) + " records came",
                  "pages leave records out: correct the order, the strategy or next in connector.yaml");
  ok(name + " has pages without a gap: the first " + std::to_string(n) + " came in " + std::to_string(small->pages) +
     (small->pages == 1 ? " page" : " pages"));
}

void LiveCheck::examine_changes(const std::string& name, const ObjectSpec& object, const Walk& all) {
  const auto unstamped = std::ranges::find_if(all.records, [](const NativeRecord& each) { return !each.stamp; });
  if (!all.hints && !object.stamps.empty() && unstamped != all.records.end())
    return broken(name + " " + unstamped->key.native + " has no stamp", "correct stamp in connector.yaml");
  const auto changes = walk(*port_, name, ListMode::changes, most_records);
  if (!changes) return broken(name + " cannot be listed by its changes", changes.error());
  std::int64_t latest = 0;
  bool ordered = true;
  for (const NativeRecord& each : changes->records) {
    ordered = ordered && each.stamp.value_or(0) >= latest;
    latest = each.stamp.value_or(0);
  }
  if (object.changes->strategy == Strategy::keyset && !ordered)
    return broken(name + " is not listed by its stamp", "a keyset needs that order: correct the request");
  if (changes->records.empty())
    return broken(name + " has records, but none is listed as changed", "correct list.changes in connector.yaml");
  ok(name + " is listed by its changes: " + std::to_string(changes->records.size()) +
     (changes->hints || object.stamps.empty() ? " records" : " records, each with a stamp"));
}

void LiveCheck::examine_read(const std::string& name, const NativeRecord& listed) {
  const auto read = port_->read(listed.key, context());
  if (!read) return broken(name + " " + listed.key.native + " cannot be read", read.error());
  if (read->state != RecordState::live || read->key.native != listed.key.native)
    return broken(
        name + " " + listed.key.native + " is listed, but a read says that it is " + std::string(name_of(read->state)),
        "correct read in connector.yaml");
  const auto other = differing(listed.content, read->content);
  if (!other.empty())
    return broken(name + " " + listed.key.native + " is read otherwise than listed: " + join(other, ", "),
                  "let list and read show the same, or give those fields a form of their own");
  ok(name + " is read as it is listed");
}

void LiveCheck::examine_unknown(const std::string& name, const std::string& known) {
  const std::string id = unknown_id(known);
  const auto read = port_->read({port_->id(), name, id}, context());
  const std::string what = name + " " + id + ", which does not exist, ";
  if (!read && read.error().cls != ErrorClass::not_found && read.error().cls != ErrorClass::gone)
    return findings_.push_back(
        {Finding::State::failed,
         what + "is answered as " + std::string(name_of(read.error().cls)) + ": " + read.error().message,
         "say under errors.classes which answer means not-found"});
  if (read && read->state != RecordState::gone)
    return broken(what + "is answered as a record", "let read give no record: see records of read");
  ok(what + "is known to be gone");
}

}  // namespace syncline::cli
