#include <algorithm>
#include <array>

#include "connect/manifest_words.h"

namespace syncline::manifest_words {

using namespace schema;

namespace {

Schema transitions_schema() {
  std::vector<SchemaKey> hop = operation_keys();
  hop.insert(hop.begin(),
             {required("from", one_of({{"one state", words()}, {"several states", list(words()).items(1).unique()}}),
                       "Where the record stands"),
              required("to", words(), "Where the call leads"),
              optional("irreversible", boolean(), "Nothing leads back: it is listed in plans and never undone")
                  .otherwise(false)});
  return map({required("field", words(), "Field that shows the vendor's state"),
              required("hops", list(map(std::move(hop)).named("Hop")).items(1), "From ${id}, ${version} and ${hop}")})
      .named("Transitions");
}

Schema notify_schema() {
  std::vector<SchemaKey> keys = operation_keys();
  keys.push_back(optional("probe", ref("operation"), "Finds a message by ${key}; without it a person must look"));
  return map(std::move(keys)).named("Notify");
}

Schema bulk_schema() {
  return map({optional("most", integer(2, 10'000), "Records per call, of those that do not say it"),
              optional("request", ref("call"), "The request of those that do not say it"),
              optional("answers", template_text(), "What became of each, of those that do not say it"),
              optional("create", ref("bulk call"), "Many creations"),
              optional("update", ref("bulk call"), "Many updates"),
              optional("deactivate", ref("bulk call"), "Many deactivations"),
              optional("remove", ref("bulk call"), "Many removals"),
              optional("read", ref("bulk call"), "Many records, each by ${id}")})
      .named("Bulk");
}

Schema files_schema() {
  std::vector<SchemaKey> download = operation_keys();
  download.push_back(
      optional("at", words(), "The key under which the answer holds it as base64; without it the answer is it"));
  return map({required("list", ref("operation"), "The files of ${id}"),
              required("id", template_text(), "From ${item}, one of the list: what download calls ${file}"),
              required("name", template_text(), "From ${item}"),
              optional("type", template_text(), "From ${item}: its media type"),
              optional("size", template_text(), "From ${item}: in bytes"),
              optional("version", template_text(), "From ${item}: changes with the content, as a checksum does"),
              required("download", map(std::move(download)).named("Download"), "The content of ${file} of ${id}"),
              optional("upload", ref("operation"),
                       "One more file of ${id}: ${item.name}, ${item.type}, ${item.size}, ${key}; ${file} in the body "
                       "stands for it as base64, without a body it is the body"),
              optional("probe", ref("operation"), "Finds a file by the ${key} of its upload")})
      .named("Files");
}

}  // namespace

Schema list_schema() {
  std::vector<SchemaKey> keys = operation_keys();
  keys[0].required = false;
  keys.push_back(
      optional("like", words(),
               "Another list that says the rest: changes, sweep or one of the children of the object, a "
               "branch beside it, or one of another object (order.changes); maps are joined key by key, at any depth"));
  keys.push_back(optional("strategy",
                          choice({{"keyset", "by stamp, then id"},
                                  {"branches", "several lists, each with its own position"},
                                  {"token", "the answer names the next page"},
                                  {"sweep", "everything, by ascending id"},
                                  {"window", "by time: windows that fit into one answer"},
                                  {"offset-in-window", "by time, windows read page by page with an offset"},
                                  {"log", "what follows a position, in an order in which nothing comes later"}}),
                          "How the pages follow each other; each list says it, or is like one that does"));
  keys.push_back(optional("page", integer(1, 10'000), "Records per page").otherwise(200));
  keys.push_back(optional("overlap", duration(), "How far each pass goes back"));
  keys.push_back(optional("first", words(), "The id that a sweep begins after; log: the ${token} that it begins with")
                     .otherwise("0"));
  keys.push_back(optional("begin", words(), "Windows: the date that the first load begins with"));
  keys.push_back(optional("window", duration(), "Windows: the longest"));
  keys.push_back(optional("hold_back", template_text(),
                          "Windows: the youngest time, which is not asked for yet (5m, or a setting that says it)"));
  keys.push_back(
      optional("by_id", boolean(), "window: its pages go on after an id; it need not become smaller").otherwise(false));
  keys.push_back(optional("most", integer(2, 1'000'000), "offset-in-window: so many rows can be reached"));
  keys.push_back(optional("branches", map_of(ref("list")), "Name → list"));
  keys.push_back(
      optional("parent", words(),
               "Of child streams: where the parent's id stands. Of `changes`: its rows only name the records, here"));
  keys.push_back(optional("whole", boolean(), "Of child streams: rows show all that the parent takes of the child"));
  keys.push_back(optional(
      "stamp", words(),
      "Of child streams: where the stamp stands. Of other lists: the field that they go by, where that is not the "
      "record's stamp"));
  keys.push_back(optional("with", map_of(any()), "Values that its requests see as ${with.name}"));
  return map(std::move(keys)).named("List");
}

Schema shared_lists_schema() {
  constexpr std::array<std::string_view, 7> shared{"records", "next",   "page",     "overlap",
                                                   "begin",   "window", "hold_back"};
  const Schema one = list_schema();
  std::vector<SchemaKey> keys;
  for (const SchemaKey& key : one.node().keys) {
    if (std::ranges::find(shared, key.name) != shared.end()) keys.push_back(key);
  }
  return map(std::move(keys)).named("Shared by lists");
}

namespace {

std::vector<Choice> types() {
  return {{"text", "numbers are taken as texts"},
          {"boolean", "also 0 and 1, and \"true\" and \"false\""},
          {"integer", "also as a text"},
          {"decimal", "exact; also as a text"},
          {"date", "2026-11-21"},
          {"datetime", "a moment"},
          {"many2one", "a reference: the other record's id"},
          {"many2many", "a list of references: their ids, joined by commas"},
          {"enumeration", "a name in which _x0020_ stands for a blank, as XML writes names"}};
}

Schema parts_call_schema() {
  std::vector<SchemaKey> keys = operation_keys();
  keys.push_back(required("parent", words(), "Where a child shows the id of its parent"));
  return map(std::move(keys)).named("Parts");
}

}  // namespace

namespace {

std::vector<SchemaKey> keys_by_type(const Schema& value) {
  std::vector<SchemaKey> keys;
  for (const Choice& type : types()) keys.push_back(optional(type.value, value, type.about));
  return keys;
}

}  // namespace

Schema by_type(const Schema& value) { return map(keys_by_type(value)); }

Schema plain_schema() {
  const Schema names = list(one_of({{"a name", words()}, {"a name and the vendor's", map_of(words())}}));
  std::vector<SchemaKey> keys = keys_by_type(names);
  keys.push_back(optional("lookup", map_of(names), "Those whose code a lookup has, listed by its name"));
  return map(std::move(keys)).named("Plain fields");
}

Schema field_schema() {
  return map({
                 optional("path", words(), "As the vendor calls it; dots lead into maps. The same name without it"),
                 optional("type", choice(types()),
                          "What it is; an answer of another type is an error of its record. Without it: as it comes"),
                 optional("lookup", words(), "The lookup that turns the id into a code"),
                 optional("empty", any(), "What stands for nothing in it, read and written: 0, 0001-01-01, \"-\""),
                 optional("form", words(), "Of a date or datetime: %Y %y %m %d %H %M %S; without it as `values` says"),
                 optional("asked", boolean(), "False: made by `records`, and not among ${fields}").otherwise(true),
                 optional("value", template_text(),
                          "Worked out from ${record}, the record (or child) as answered; never written"),
                 optional("from", list(words()), "What value needs beside the fields: paths that are asked for"),
                 optional("part", list(words()), "Fields of child records"),
                 optional("plain", ref("plain fields"), "Fields of child records that have but a type, by it"),
                 optional("fields", map_of(ref("field")), "More about fields of child records"),
                 optional("parts_from", parts_call_schema(),
                          "Child records that another call gives, for all of ${ids}; without part: a value, which "
                          "stands there under path"),
             })
      .named("Field");
}

Schema bulk_call_schema() {
  return map({optional("most", integer(2, 10'000), "Records per call"),
              optional("request", ref("call"), "From ${items}, what is said of each record"),
              required("item", any(),
                       "One of ${items}: from what the operation on one record has, and ${index}, its place"),
              optional("answers", template_text(),
                       "What became of each, in the order of ${items}: a list of {status, headers, body}, as the "
                       "operation on one record would have been answered. null: the answer does not say")})
      .named("Bulk call");
}

Schema object_schema() {
  return map({
                 optional("title", text(), "For people"),
                 optional("like", one_of({{"a name", words()}, {"several names", list(words()).items(1).unique()}}),
                          "The template or object that says the rest: maps are joined key by key, at any depth. Of "
                          "several the later ones come first"),
                 optional("with", map_of(any()),
                          "Values that the object's requests see as ${with.name}, so that objects can share requests"),
                 optional("id", words(), "Field that holds the id").otherwise("id"),
                 optional("fields", map_of(ref("field")), "Everything that is read or written; each object has some"),
                 optional("plain", ref("plain fields"),
                          "Fields that have but a type, or a lookup, listed by it; one that the vendor calls otherwise "
                          "with that: "
                          "[phone, name: displayName]. What fields say of one is joined with it"),
                 optional("stamp",
                          map({optional("field", words(), "The field that holds it"),
                               optional("first_of", list(words()), "The first that is not empty"),
                               optional("resolution", duration(), "1s when stamps are cut to seconds")}),
                          "When a record was changed"),
                 optional("version", words(),
                          "Field that holds the precondition token. With asked: false, where only a read shows it: the "
                          "record is read before each write"),
                 optional("precondition",
                          choice({{"etag", "the vendor compares ${version} in a header"},
                                  {"version", "it compares ${version} elsewhere in the request"},
                                  {"read", "it compares nothing: the record is read right before each write"}}),
                          "How an edit made meanwhile is noticed")
                     .otherwise("read"),
                 optional("read_lag", duration(), "How long a read may show an older state"),
                 optional("max_execution", duration(), "How long a call may still take effect after we gave up on it"),
                 optional("idempotency",
                          choice({{"key", "the vendor remembers ${key} of a request: it is sent again"},
                                  {"upsert",
                                   "the record is created under ${key}: it is looked for by `probe`, and sent again "
                                   "once no call can still be running"},
                                  {"probe", "${key} is written with the record and found by probe"},
                                  {"none", "a person must look"}}),
                          "What is done when nobody knows whether a creation happened")
                     .otherwise("none"),
                 optional("needs", list(words()), "Objects that are loaded first"),
                 optional("parts",
                          tagged("style",
                                 {{"commands",
                                   map({optional("create", any(),
                                                 "From ${set} and ${index}, its place among the commands; without it "
                                                 "{op: create, set, index}"),
                                        optional("update", any(),
                                                 "From ${part}, ${set} and ${index}; without it {op: update, id, set, "
                                                 "index}, the id being ${part}"),
                                        optional("delete", any(),
                                                 "From ${part} and ${index}; without it {op: delete, id, index}")})
                                       .about("a list of commands")},
                                  {"replace", map({required("item", any(),
                                                            "Each child of the new list, from ${set} (all its "
                                                            "fields) and ${part}, its id, empty for a new one")})
                                                  .about("the whole list")}}),
                          "How child records are written"),
                 optional("records", template_text(),
                          "List of records in the answers of its lists and of read, where they do not say it"),
                 optional("list",
                          map({optional("changes", ref("list"), "What was changed since the cursor"),
                               optional("sweep", ref("list"), "Everything: first load and nightly proof")}),
                          "Listings"),
                 optional("children", map_of(ref("list")),
                          "Lists of child records whose change does not stamp their parent"),
                 optional("read", ref("operation"),
                          "One record by ${id}. An empty list, or the class not-found or gone: it is gone. Another id: "
                          "it was merged into that"),
                 optional("merged", ref("operation"),
                          "Asked when ${id} is not found. Its id: that of the record into which it was merged; empty, "
                          "or none: it is gone. Refused: that it was not found proves nothing"),
                 optional(
                     "completed", ref("operation"),
                     "Asked when a read finds nothing, of vendors that remove what is complete: the record that it "
                     "gives has all that is known; none: it is gone"),
                 optional("create", ref("operation"), "From ${content} and ${key}"),
                 optional("update", ref("operation"), "From ${id}, ${content} and ${version}"),
                 optional("deactivate", ref("operation"), "From ${id} and ${version}"),
                 optional("remove", ref("operation"), "From ${id} and ${version}"),
                 optional("probe", ref("operation"),
                          "Finds a record by the ${key}, or the ${content}, of its creation"),
                 optional("bulk", bulk_schema(),
                          "Calls about many records. A refusal of such a call as a whole means that nothing was done: "
                          "its records then go one by one"),
                 optional("transitions", transitions_schema(), "Changes of state that are calls of their own"),
                 optional("readiness", map_of(ref("readiness check")),
                          "Name → what must be so at the vendor where this object is used"),
                 optional("files", files_schema(), "The files of a record"),
                 optional("drop", drop_schema(), "file: how its records come and go, instead of lists and calls"),
                 optional("notify", notify_schema(),
                          "Leaves a message for the record's owner, from ${id}, ${text} and ${key}"),
             })
      .named("Object");
}

}  // namespace syncline::manifest_words
