#include "connect/record_reader.h"

#include <algorithm>
#include <map>

#include "connect/all_pages.h"
#include "connect/calls_together.h"
#include "connect/values.h"

namespace syncline {
namespace {

constexpr int attempts = 3;  ///< at a record that is being changed while its parts are read

Error moving(const std::string& place) {
  return {ErrorClass::transient, "connect.moving", "the record is being changed while it is read", place, "", {}};
}

bool has_parts_elsewhere(const ObjectSpec& object) {
  return std::ranges::any_of(object.fields, [](const ValueSpec& each) { return each.parts_from != nullptr; });
}

/// `successor` empty: it is gone, not merged.
NativeRecord gone_into(const RecordKey& key, const std::string& successor) {
  NativeRecord out;
  out.key = key;
  out.state = successor.empty() ? RecordState::gone : RecordState::merged;
  out.merged_into = successor;
  return out;
}

/// An answer without an id is about the record that was asked for.
bool is_itself(const ObjectSpec& object, const RecordKey& key, const Value& root) {
  const std::string native = root.is_null() ? "" : id_text(root.path(object.id));
  return !root.is_null() && (native.empty() || native == key.native);
}

/// In a field that a list goes by instead of the record's stamp.
std::optional<std::int64_t> moment_in(const Value& content, const std::string& field) {
  const auto instant = parse_instant(content[field].string_or(""));
  return instant ? std::optional(instant->us) : std::nullopt;
}

std::string parent_of(const Value& row, const std::string& path) {
  const Value& parent = row.path(path);
  return id_text(parent.is_list() ? parent.at(0) : parent);
}

}  // namespace

Result<const ListSpec*, Error> RecordReader::list_of(const ObjectSpec& object, const std::string& stream,
                                                     ListMode mode) const {
  const std::size_t slash = stream.find('/');
  if (slash == std::string::npos) {
    const auto& wanted = mode == ListMode::changes ? object.changes : object.sweep;
    if (wanted) return &*wanted;
  } else if (const auto child = object.children.find(stream.substr(slash + 1)); child != object.children.end()) {
    return &child->second;
  }
  return fail(calls_.unable("list " + stream + (mode == ListMode::changes ? " changes" : " all")));
}

Result<Page, Error> RecordReader::list(const std::string& stream, ListMode mode, const std::string& cursor,
                                       const CallContext& context) {
  auto page = listed(stream, mode, cursor, context);
  // A sweep is of everything, whatever its strategy remembers.
  if (page && mode == ListMode::sweep && !page->more) page->next.clear();
  return page;
}

Result<Page, Error> RecordReader::listed(const std::string& stream, ListMode mode, const std::string& cursor,
                                         const CallContext& context) {
  const auto object = calls_.object_of(stream.substr(0, stream.find('/')));
  if (!object) return fail(object.error());
  const ObjectSpec& spec = **object;
  const auto list = list_of(spec, stream, mode);
  if (!list) return fail(list.error());
  const bool names_only = stream.find('/') != std::string::npos || !(*list)->parent.empty();
  const PagePlan plan = plan_page(**list, cursor, calls_.manifest().values, calls_.caller().runtime().now(),
                                  spec.traits.stamp_resolution);
  if (plan.nothing) return turned({}, spec, end_page(**list, plan, {}, "", spec.traits.stamp_resolution));
  auto answer = calls_.caller().call(plan.list->operation, calls_.variables(spec, plan.variables, plan.list), context);
  if (!answer) {
    const auto again = without_token(**list, plan, spec.traits.stamp_resolution);
    if (again && answer.error().error.cls == ErrorClass::gone)
      return Page{.records = {}, .faulty = {}, .hints = names_only, .next = *again, .more = true};
    return fail(answer.error().error);
  }
  if (!answer->has_records) return fail(calls_.nothing_answered("list " + stream));
  return names_only ? hints(spec, **list, plan, *answer) : records(spec, **list, plan, std::move(*answer), context);
}

Result<Value, Error> RecordReader::root(const ObjectSpec& object, const RecordKey& key, const CallContext& context) {
  return root_in(calls_.caller().call(*object.read, calls_.variables(object, {{"id", key.native}}), context), calls_,
                 key);
}

Result<Value, Error> RecordReader::root_in(Result<Answer, CallFailure> answer, const ObjectCalls& calls,
                                           const RecordKey& key) {
  if (!answer) {
    const ErrorClass cls = answer.error().error.cls;
    if (cls == ErrorClass::not_found || cls == ErrorClass::gone) return Value();
    return fail(answer.error().error);
  }
  if (!answer->has_records) return fail(calls.nothing_answered("read " + text_of(key)));
  return answer->records.empty() ? Value() : std::move(answer->records.front());
}

Result<NativeRecord, Error> RecordReader::read(const RecordKey& key, const CallContext& context) {
  const auto object = calls_.object_of(key.object);
  if (!object) return fail(object.error());
  const ObjectSpec& spec = **object;
  if (!spec.read) return fail(calls_.unable("read " + key.object));
  if (const auto impossible = calls_.impossible_id(key)) return fail(*impossible);
  for (int attempt = 1;; ++attempt) {
    auto found = root(spec, key, context);
    if (!found) return fail(found.error());
    if (is_itself(spec, key, *found) && has_parts_elsewhere(spec)) {
      List whole{*found};
      if (auto added = add_parts(spec, whole, context); !added) return fail(added.error());
      const auto after = root(spec, key, context);
      if (!after) return fail(after.error());
      if (!same_state(spec, *found, *after)) {
        if (attempt < attempts) continue;
        return fail(moving(calls_.system() + " read " + text_of(key)));
      }
      found = std::move(whole.front());
    }
    return understood(spec, key, *found, context);
  }
}

Result<NativeRecord, Error> RecordReader::understood(const ObjectSpec& object, const RecordKey& key, const Value& root,
                                                     const CallContext& context) {
  if (root.is_null()) return lost(object, key, context);
  if (!is_itself(object, key, root)) return gone_into(key, id_text(root.path(object.id)));
  auto record = calls_.translator().decode(object, root, "read " + text_of(key), context);
  if (!record) return fail(std::move(record.error().error));
  return std::move(*record);
}

std::optional<std::vector<Result<NativeRecord, Error>>> RecordReader::read_by_one_call(const ObjectSpec& object,
                                                                                       std::span<const RecordKey> keys,
                                                                                       const CallContext& context) {
  if (keys.size() < 2 || !object.bulk_read || has_parts_elsewhere(object)) return std::nullopt;
  ItemsTogether items(calls_, *object.bulk_read);
  for (const RecordKey& key : keys) {
    if (calls_.impossible_id(key)) return std::nullopt;
    if (!items.add(calls_.variables(object, {{"id", key.native}}), context)) return std::nullopt;
  }
  auto answers = items.call(object, *object.read, context);
  if (!answers && answers.error().refused) return std::nullopt;
  std::vector<Result<NativeRecord, Error>> out;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto root = answers ? root_in(std::move((*answers)[i]), calls_, keys[i]) : fail(answers.error().error);
    // What the answer does not say of one is asked by itself.
    out.push_back(root      ? understood(object, keys[i], *root, context)
                  : answers ? read(keys[i], context)
                            : fail(root.error()));
  }
  return out;
}

std::vector<Result<NativeRecord, Error>> RecordReader::read_together(std::span<const RecordKey> keys,
                                                                     const CallContext& context) {
  const auto object = calls_.object_of(keys.front().object);
  const std::size_t most = object && (*object)->bulk_read ? static_cast<std::size_t>((*object)->bulk_read->most) : 1;
  std::vector<Result<NativeRecord, Error>> out;
  for (std::size_t at = 0; at < keys.size(); at += most) {
    const auto some = keys.subspan(at, std::min(most, keys.size() - at));
    auto records = object ? read_by_one_call(**object, some, context) : std::nullopt;
    if (!records) {
      for (const RecordKey& key : some) out.push_back(read(key, context));
    } else {
      out.insert(out.end(), std::move_iterator(records->begin()), std::move_iterator(records->end()));
    }
  }
  return out;
}

Result<NativeRecord, Error> RecordReader::lost(const ObjectSpec& object, const RecordKey& key,
                                               const CallContext& context) {
  const Map variables = calls_.variables(object, {{"id", key.native}});
  if (object.merged) {
    auto answer = calls_.caller().call(*object.merged, variables, context);
    if (!answer) return fail(answer.error().error);
    if (!answer->id.empty()) return gone_into(key, answer->id);
  }
  if (!object.completed) return gone_into(key, "");
  auto answer = calls_.caller().call(*object.completed, variables, context);
  if (!answer) return fail(answer.error().error);
  if (!answer->has_records) return fail(calls_.nothing_answered("completed " + text_of(key)));
  if (answer->records.empty()) return gone_into(key, "");
  auto record = calls_.translator().decode(object, answer->records.front(), "completed " + text_of(key), context, true);
  if (!record) return fail(std::move(record.error().error));
  record->key = key;
  record->version.clear();
  return std::move(*record);
}

bool RecordReader::same_state(const ObjectSpec& object, const Value& a, const Value& b) const {
  std::vector<std::string> names = object.stamps;
  if (!object.version.empty()) names.push_back(object.version);
  if (names.empty()) return a == b;
  return std::ranges::all_of(names, [&](const std::string& name) {
    const std::string& path = object.field(name)->path;
    return a[path] == b[path] && a.path(path) == b.path(path);
  });
}

Result<List, Error> RecordReader::parts_of(const ObjectSpec& object, const ValueSpec& field, const List& ids,
                                           const CallContext& context) {
  Map given = calls_.variables(object, {{"ids", ids}});
  List paths;
  for (const ValueSpec& each : field.part) paths.emplace_back(each.path);
  given.set("fields", std::move(paths));
  return all_pages(calls_.caller(), field.parts_from->operation, std::move(given),
                   calls_.system() + " " + object.traits.object + " " + field.name, context);
}

Result<void, Error> RecordReader::add_parts(const ObjectSpec& object, List& roots, const CallContext& context) {
  List ids;
  for (const Value& each : roots) ids.push_back(encode_id(calls_.manifest().values, id_text(each.path(object.id))));
  for (const ValueSpec& field : object.fields) {
    if (!field.parts_from || roots.empty()) continue;
    auto found = parts_of(object, field, ids, context);
    if (!found) return fail(found.error());
    std::map<std::string, List> of;
    for (Value& each : *found) of[parent_of(each, field.parts_from->parent)].push_back(std::move(each));
    const std::string key = field.path + (calls_.manifest().values.dotted && !field.part.empty() ? "." : "");
    for (Value& each : roots) {
      if (!each.is_map()) continue;
      List own = std::move(of[id_text(each.path(object.id))]);
      each.as_map().set(key, !field.part.empty() ? Value(std::move(own))
                             : own.empty()       ? Value()
                                                 : own.front().path(field.path));
    }
  }
  return {};
}

Result<Page, Error> RecordReader::records(const ObjectSpec& object, const ListSpec& list, const PagePlan& plan,
                                          Answer answer, const CallContext& context) {
  std::map<std::string, Value> again;  // the roots, asked once more after their parts
  const bool elsewhere = has_parts_elsewhere(object) && !answer.records.empty();
  const List before = elsewhere ? answer.records : List{};
  if (elsewhere) {
    if (auto added = add_parts(object, answer.records, context); !added) return fail(added.error());
    auto after =
        calls_.caller().call(plan.list->operation, calls_.variables(object, plan.variables, plan.list), context);
    if (!after) return fail(after.error().error);
    for (Value& each : after->records) again[id_text(each.path(object.id))] = std::move(each);
  }
  Page page;
  std::vector<PageRow> rows;
  for (std::size_t i = 0; i < answer.records.size(); ++i) {
    const Value& each = answer.records[i];
    const std::string native = id_text(each.path(object.id));
    const RecordKey key{calls_.system(), object.traits.object, native};
    const bool moved = elsewhere && !same_state(object, before[i], again[native]);
    auto record = calls_.translator().decode(object, each, "list " + object.traits.object, context);
    if (!record && (!record.error().of_record || native.empty())) return fail(std::move(record.error().error));
    rows.push_back({native, !record                    ? calls_.translator().stamp_of(object, each)
                            : plan.list->stamp.empty() ? record->stamp
                                                       : moment_in(record->content, plan.list->stamp)});
    if (moved) {
      auto fresh = read(key, context);
      if (fresh && fresh->state != RecordState::live) continue;
      if (fresh) page.records.push_back(std::move(*fresh));
      if (!fresh) page.faulty.push_back({key, rows.back().stamp, fresh.error()});
    } else if (record) {
      page.records.push_back(std::move(*record));
    } else {
      page.faulty.push_back({key, rows.back().stamp, std::move(record.error().error)});
    }
  }
  return turned(std::move(page), object, end_page(list, plan, rows, answer.next, object.traits.stamp_resolution));
}

/// Child records, or entries of a log: the ids of the records that they are about.
Result<Page, Error> RecordReader::hints(const ObjectSpec& object, const ListSpec& list, const PagePlan& plan,
                                        const Answer& answer) const {
  Page page;
  page.hints = true;
  std::vector<PageRow> rows;
  const ListSpec& leaf = *plan.list;
  ObjectSpec child;  // of which nothing but the stamp counts
  child.stamps = {"stamp"};
  child.fields.push_back({"stamp", leaf.stamp.empty() ? list.stamp : leaf.stamp, ValueType::datetime, ""});
  for (const Value& each : answer.records) {
    rows.push_back({id_text(each[object.id]), calls_.translator().stamp_of(child, each)});
    const std::string native = parent_of(each, leaf.parent.empty() ? list.parent : leaf.parent);
    if (native.empty()) continue;
    NativeRecord hint;
    hint.key = {calls_.system(), object.traits.object, native};
    // Names this state of the child, where its stamp, or all that is taken of it, tells any two apart: met again in the
    // overlap, it is not news.
    if (rows.back().stamp && (object.traits.stamp_resolution.us == 0 || leaf.whole || list.whole))
      hint.version = rows.back().native + "@" + std::to_string(*rows.back().stamp);
    if (!hint.version.empty() && (leaf.whole || list.whole)) hint.version += "/" + to_hex(hash_of(each));
    page.records.push_back(std::move(hint));
  }
  return turned(std::move(page), object, end_page(list, plan, rows, answer.next, object.traits.stamp_resolution));
}

Result<Page, Error> RecordReader::turned(Page page, const ObjectSpec& object, PageEnd end) const {
  if (!end.stuck.empty())
    return fail(Error{ErrorClass::config,
                      "connect.too_many_at_once",
                      std::move(end.stuck),
                      calls_.system() + " list " + object.traits.object,
                      "raise page, or let the request go on after an id (${after}) in connector.yaml",
                      {}});
  page.next = std::move(end.position);
  page.more = end.more;
  return page;
}

}  // namespace syncline
