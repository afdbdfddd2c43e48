#include "connect/manifest_schema.h"

namespace syncline {
namespace {

using namespace schema;

Schema words() { return text().not_secret(); }
Schema template_text() { return any(Format::template_text); }
Schema duration() { return text().format(Format::duration); }

Schema error_class() {
  return choice({{"transient", "network or overload: repeated"},
                 {"throttled", "the vendor's rate"},
                 {"auth", "sign-in refused"},
                 {"permission", "signed in, not allowed"},
                 {"validation", "the data is refused"},
                 {"conflict", "the record moved since it was read"},
                 {"duplicate", "exists already"},
                 {"not-found", "no such record"},
                 {"gone", "deleted or merged"},
                 {"closed-period", "locked by date or state"},
                 {"config", "our configuration is wrong"},
                 {"unknown", "may or may not have happened"}});
}

Schema call() {
  return map({
                 optional("method", words(), "HTTP method; POST when there is a body"),
                 required("path", template_text(), "Below base_url, or a whole address"),
                 optional("query", map_of(template_text()), "Parameters of the address"),
                 optional("headers", map_of(template_text()), "Headers beside those of auth"),
                 optional("body", template_text(), "Sent as JSON; texts may hold ${expressions}"),
             })
      .named("Request");
}

std::vector<SchemaKey> operation_keys() {
  return {
      required("request", ref("call"), "What is sent"),
      optional("records", template_text(), "List of records in the answer; without it the body"),
      optional(
          "record", template_text(),
          "Of a read: a record or a list of at most one. Of a write: the whole record, which is then not read again"),
      optional("id", template_text(), "Id of a created or found record; empty: none"),
      optional("next", template_text(), "Token of the next page; empty: the end"),
      optional("refused", template_text(), "True when a success is a refusal"),
      optional("refusal", ref("refusal"), "What a refusal says"),
      optional("before", map_of(ref("question")),
               "Of writes: asked first; ${before.name} is the answer, or a list of {item, answer}"),
      optional("accept", list(template_text()),
               "Names of warnings that are confirmed, then the call is repeated; * stands for any characters"),
  };
}

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

Schema warnings_schema() {
  return map({required("name", template_text(), "From a refusal: the name of the warning; empty: it is none"),
              required("confirm", ref("operation"), "Says yes to ${warning}; ${session} is what the sign-in gave")})
      .named("Warnings");
}

Schema list_schema() {
  std::vector<SchemaKey> keys = operation_keys();
  keys[0].required = false;
  keys.push_back(required("strategy",
                          choice({{"keyset", "by stamp, then id"},
                                  {"branches", "several lists, each with its own position"},
                                  {"token", "the answer names the next page"},
                                  {"sweep", "everything, by ascending id"},
                                  {"window", "by time: windows that fit into one answer"},
                                  {"offset-in-window", "by time, windows read page by page with an offset"}}),
                          "How the pages follow each other"));
  keys.push_back(optional("page", integer(1, 10'000), "Records per page").otherwise(200));
  keys.push_back(optional("overlap", duration(), "How far each pass goes back"));
  keys.push_back(optional("first", words(), "The id that a sweep begins after").otherwise("0"));
  keys.push_back(optional("begin", words(), "Windows: the date that the first load begins with"));
  keys.push_back(optional("window", duration(), "Windows: the longest"));
  keys.push_back(optional("hold_back", duration(), "Windows: the youngest time, which is not asked for yet"));
  keys.push_back(
      optional("by_id", boolean(), "window: its pages go on after an id; it need not become smaller").otherwise(false));
  keys.push_back(optional("most", integer(2, 1'000'000), "offset-in-window: so many rows can be reached"));
  keys.push_back(optional("branches", map_of(ref("list")), "Name → list"));
  keys.push_back(optional("parent", words(), "Of child streams: where the parent's id stands"));
  keys.push_back(optional("whole", boolean(), "Of child streams: rows show all that the parent takes of the child"));
  keys.push_back(optional("stamp", words(), "Of child streams: where the stamp stands"));
  keys.push_back(optional("with", map_of(any()), "Values that its requests see as ${with.name}"));
  return map(std::move(keys)).named("List");
}

Schema parts_call_schema() {
  std::vector<SchemaKey> keys = operation_keys();
  keys.push_back(required("parent", words(), "Where a child shows the id of its parent"));
  return map(std::move(keys)).named("Parts");
}

Schema field_schema() {
  return map({
                 optional("path", words(), "As the vendor calls it; dots lead into maps. The same name without it"),
                 optional("type",
                          choice({{"text", "numbers are taken as texts"},
                                  {"boolean", "also 0 and 1"},
                                  {"integer", ""},
                                  {"decimal", "exact; also as a text"},
                                  {"date", "2026-11-21"},
                                  {"datetime", "a moment"},
                                  {"many2one", "a reference: the other record's id"},
                                  {"many2many", "a list of references: their ids, joined by commas"}}),
                          "What it is; an answer of another type is an error of its record. Without it: as it comes"),
                 optional("lookup", words(), "The lookup that turns the id into a code"),
                 optional("asked", boolean(), "False: made by `records`, and not among ${fields}").otherwise(true),
                 optional("value", template_text(),
                          "Worked out from ${record}, the record (or child) as answered; never written"),
                 optional("from", list(words()), "What value needs beside the fields: paths that are asked for"),
                 optional("part", list(words()), "Fields of child records"),
                 optional("fields", map_of(ref("field")), "More about fields of child records"),
                 optional("parts_from", parts_call_schema(),
                          "Child records that another call gives, for all of ${ids}"),
             })
      .named("Field");
}

Schema object_schema() {
  return map({
                 optional("title", text(), "For people"),
                 optional("with", map_of(any()),
                          "Values that the object's requests see as ${with.name}, so that objects can share requests"),
                 optional("id", words(), "Field that holds the id").otherwise("id"),
                 required("fields", map_of(ref("field")), "Everything that is read or written"),
                 optional("stamp",
                          map({optional("field", words(), "The field that holds it"),
                               optional("first_of", list(words()), "The first that is not empty"),
                               optional("resolution", duration(), "1s when stamps are cut to seconds")}),
                          "When a record was changed"),
                 optional("version", words(), "Field that holds the precondition token"),
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
                                  {"upsert", "the record is created under ${key}: it is sent again"},
                                  {"probe", "${key} is written with the record and found by probe"},
                                  {"none", "a person must look"}}),
                          "What is done when nobody knows whether a creation happened")
                     .otherwise("none"),
                 optional("needs", list(words()), "Objects that are loaded first"),
                 optional(
                     "parts",
                     tagged("style", {{"commands", map({required("create", any(), "From ${set}"),
                                                        required("update", any(), "From ${part} and ${set}"),
                                                        required("delete", any(), "From ${part}")})
                                                       .about("a list of commands")},
                                      {"replace", map({required("item", any(),
                                                                "Each child of the new list, from ${set} (all its "
                                                                "fields) and ${part}, its id, empty for a new one")})
                                                      .about("the whole list")}}),
                     "How child records are written"),
                 optional("list",
                          map({optional("changes", ref("list"), "What was changed since the cursor"),
                               optional("sweep", ref("list"), "Everything: first load and nightly proof")}),
                          "Listings"),
                 optional("children", map_of(ref("list")),
                          "Lists of child records whose change does not stamp their parent"),
                 optional("read", ref("operation"),
                          "One record by ${id}. An empty list, or the class not-found or gone: it is gone. Another id: "
                          "it was merged into that"),
                 optional("create", ref("operation"), "From ${content} and ${key}"),
                 optional("update", ref("operation"), "From ${id}, ${content} and ${version}"),
                 optional("deactivate", ref("operation"), "From ${id} and ${version}"),
                 optional("remove", ref("operation"), "From ${id} and ${version}"),
                 optional("probe", ref("operation"), "Finds a record by the key of its creation"),
                 optional("transitions", transitions_schema(), "Changes of state that are calls of their own"),
                 optional("files", files_schema(), "The files of a record"),
                 optional("notify", notify_schema(),
                          "Leaves a message for the record's owner, from ${id}, ${text} and ${key}"),
             })
      .named("Object");
}

Schema auth_schema() {
  return map({
                 required("kind",
                          choice({{"none", "not at all"},
                                  {"header", "by the headers below"},
                                  {"basic", "user and password with each call"},
                                  {"session", "a call that answers a token, used until it expires"},
                                  {"oauth2", "client credentials (RFC 6749, 4.4)"}}),
                          "How it signs in"),
                 optional("headers", map_of(template_text()), "Of every call; may use ${token} after a sign-in"),
                 optional("user", template_text(), "basic: its name"),
                 optional("password", template_text(), "basic: its password"),
                 optional("sign_in",
                          map({required("request", ref("call"), "What is sent"),
                               required("token", template_text(), "From the answer")}),
                          "session: how it begins"),
                 optional("expired", template_text(), "True when the call must be repeated with a new sign-in"),
                 optional("token_url", template_text(), "oauth2"),
                 optional("client_id", template_text(), "oauth2"),
                 optional("client_secret", template_text(), "oauth2"),
                 optional("scope", template_text(), "oauth2"),
             })
      .named("Auth");
}

Schema errors_schema() {
  return map({
                 optional("code", template_text(), "From status, headers and body"),
                 optional("message", template_text(), "From status, headers and body: the vendor's words for people"),
                 optional("failed", template_text(), "True when a success is an error"),
                 optional(
                     "classes",
                     list(map({required("when", text(), "Condition"), required("class", error_class(), "What it means"),
                               optional("sent", choice({{"nothing", "it was certainly not done"}}),
                                        "Whether it may be sent again"),
                               optional("retry_after", duration(), "How long to wait when the answer does not say")})),
                     "The first that holds"),
                 optional("not_json", error_class(), "What an answer that is no JSON means").otherwise("transient"),
             })
      .named("Errors");
}

Schema values_schema() {
  return map({
                 optional("empty", any(), "How nothing is written: null, false or \"\""),
                 optional("datetime", text(), "Form with %Y %m %d %H %M %S, in UTC; ISO 8601 without it"),
                 optional("many2one", choice({{"id", "7"}, {"id_and_name", "[7, \"Name\"]"}}),
                          "How references are answered")
                     .otherwise("id"),
                 optional("dotted", boolean(),
                          "Fields of other records are asked as \"lines.price\" and answered under \"lines.\"")
                     .otherwise(false),
                 optional("many2many", any(),
                          "How a list of references is written, from ${ids} and ${others} (the rest of the lookup)"),
                 optional("type_tag", words(), "Key that names the type of typed values"),
                 optional("ids", choice({{"number", "7"}, {"text", "\"7\""}}), "How ids are written")
                     .otherwise("number"),
             })
      .named("Values");
}

Schema setting_schema() {
  return map({
                 required("type",
                          choice({{"string", ""},
                                  {"url", "an address"},
                                  {"secret", "never in a file or log"},
                                  {"integer", ""},
                                  {"boolean", ""}}),
                          "What it is"),
                 optional("required", boolean(), "A system without it is an error").otherwise(false),
                 optional("default", any(), "Its value without one"),
                 required("description", text(), "For people"),
             })
      .named("Setting");
}

Schema notice_schema() {
  return map({
                 optional("limit", template_text(), "Calls per window, from ${headers}"),
                 optional("window", template_text(), "Its length in seconds"),
                 optional("remaining", template_text(), "Calls that are left in this window"),
                 optional("resets_in", template_text(), "Seconds until the window ends"),
                 optional("resets_at", template_text(), "The same as seconds since 1970"),
             })
      .named("Rate notice");
}

Schema webhook_proof_schema() {
  return map({
                 required("kind",
                          choice({{"standard_webhooks", "the three webhook- headers of standardwebhooks.com"},
                                  {"hmac_sha256", "a header with the HMAC-SHA256 of signed_text"},
                                  {"shared_secret", "a header with the secret itself"},
                                  {"url_secret", "the secret is part of the address"},
                                  {"body_secret", "the secret is part of the body"}}),
                          "How a request proves where it comes from"),
                 required("secrets", list(template_text()).items(1),
                          "From the settings; any of them may fit, empty ones are none"),
                 optional("header", words(), "hmac_sha256, shared_secret: its name"),
                 optional("prefix", words(), "What stands before the signature or secret: \"sha256=\", \"Bearer \""),
                 optional("encoding", choice({{"hex", ""}, {"base64", ""}}), "Of the signature").otherwise("hex"),
                 optional("signed_text", words(), "hmac_sha256: of {body}, {timestamp}, {method}, {url}, {path}")
                     .otherwise("{body}"),
                 optional("timestamp_header", words(), "Goes with {timestamp}"),
                 optional("timestamp_in_ms", boolean(), "Milliseconds instead of seconds").otherwise(false),
                 optional("tolerance", duration(), "How far the timestamp may be off").otherwise("5m"),
                 optional("query", words(), "url_secret: the parameter; without it the last segment of the path"),
                 optional("found", template_text(), "body_secret: from ${body}"),
                 optional("address", template_text(), "How the sender sees this server, where {url} is signed"),
             })
      .named("Webhook proof");
}

Schema webhook_schema() {
  return map({
                 required("proof", webhook_proof_schema(), "How a request proves where it comes from"),
                 optional("body", choice({{"json", ""}, {"form", "fields as in a web form"}}),
                          "How the body is written")
                     .otherwise("json"),
                 optional("each", template_text(), "List of what one body tells; without it the body is the only item"),
                 required("object", template_text(), "From ${item}: the object's name; empty: none of ours"),
                 required("native", template_text(), "From ${item}: the record's id, or a list of ids"),
                 optional("occurrence", template_text(), "From ${item}: the same text comes only with a repetition"),
                 optional("remedy", text(), "What to do at the vendor when object or id cannot be found"),
             })
      .named("Webhook");
}

Schema file_schema() {
  return map({
                 required("connector", words(), "Its name"),
                 required("title", text(), "For people"),
                 optional("docs", text(), "The vendor's documentation"),
                 required("protocol", choice({{"json-http", "JSON over HTTP"}}), "How it is spoken to"),
                 optional("settings", map_of(setting_schema()), "What a project says of a system of this connector"),
                 required("base_url", template_text(), "Address of the system"),
                 optional("names", map_of(any()), "Values computed once from the settings"),
                 optional("auth", auth_schema(), "How calls sign in"),
                 optional("limits",
                          map({optional("concurrency", integer(1, 64), "Calls at once").otherwise(4),
                               optional("rate", text(), "Calls per time: 20/s, 100/m, 1000/h"),
                               optional("notice", notice_schema(), "What answers say about the rate")}),
                          "How much the system may be asked"),
                 optional("timeout", duration(), "Of one call"),
                 optional("values", values_schema(), "How this vendor writes values"),
                 optional("errors", errors_schema(), "What answers mean"),
                 optional("warnings", warnings_schema(), "Refusals that may be confirmed by name"),
                 optional("lookups",
                          map_of(map(
                              {required("request", ref("call"), "Asks for the whole table"),
                               optional("records", template_text(), "List of rows in the answer; without it the body"),
                               optional("id", words(), "Field of a row with the vendor's id").otherwise("id"),
                               optional("code", words(), "Field of a row with the code").otherwise("code")})),
                          "Small reference tables: the vendor's id and a code"),
                 required("objects", map_of(ref("object")), "What can be kept in step, by our name"),
                 optional("webhook", webhook_schema(), "What the system sends by itself"),
             })
      .define("question", map({optional("each", template_text(), "A list: asked once for each ${item}"),
                               required("request", ref("call"), "What is asked; it must change nothing")})
                              .named("Question"))
      .define("call", call())
      .define("operation", map(operation_keys()).named("Operation"))
      .define("refusal", map({required("class", error_class(), "Kind of error"),
                              required("message", template_text(), "Its words")})
                             .named("Refusal"))
      .define("list", list_schema())
      .define("field", field_schema())
      .define("object", object_schema())
      .named("connector.yaml");
}

}  // namespace

const Schema& manifest_schema() {
  static const Schema schema = file_schema();
  return schema;
}

}  // namespace syncline
