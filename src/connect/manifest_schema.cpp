#include "connect/manifest_schema.h"

#include "connect/manifest_words.h"

namespace syncline {
namespace {

using namespace schema;
using namespace manifest_words;

Schema file_schema() {
  return map({
                 required("connector", words(), "Its name"),
                 required("title", text(), "For people"),
                 optional("docs", text(), "The vendor's documentation"),
                 optional("words", map_of(words()),
                          "What the files of a new project (`init`) call things there; won: the stage of a deal"),
                 optional("tried", text(), "On what it was proven: a real system, the vendor's own client, a model"),
                 required("protocol", protocol_schema(), "How it is spoken to"),
                 optional("xml", xml_schema(), "xml-http and soap: what its XML is like"),
                 optional("soap", soap_schema(), "soap: what its envelopes are like"),
                 optional("sql", sql_schema(), "sql: how the database is reached"),
                 optional("settings", map_of(setting_schema()), "What a project says of a system of this connector"),
                 optional("base_url", template_text(), "Address of the system; of every protocol but file"),
                 optional("place", place_schema(), "file: where the folders are"),
                 optional("names", map_of(any()), "Values computed once from the settings"),
                 optional("auth", auth_schema(), "How calls sign in"),
                 optional("envelope", envelope_schema(),
                          "json-http and xml-http: the one form in which all requests go, but those of auth, of "
                          "variants, and those that say envelope: none"),
                 optional("discover", map_of(ref("discovery")),
                          "Values that requests see by name, asked of the system once"),
                 optional("readiness", map_of(ref("readiness check")),
                          "Name → what must be so at the vendor; `doctor` asks for it"),
                 optional("limits",
                          map({optional("concurrency", integer(1, 64), "Calls at once").otherwise(4),
                               optional("rate", text(), "Calls per time: 20/s, 100/m, 1000/h"),
                               optional("quota", text(), "Calls per longer time, beside the rate: 100000/d"),
                               optional("paths", map_of(text()),
                                        "Path → calls per time, evenly: a rate of its own beside that of all; * "
                                        "stands for any characters"),
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
                               optional("next", template_text(), "Token of the next page; empty: the end"),
                               optional("id", words(), "Field of a row with the vendor's id").otherwise("id"),
                               optional("code", words(), "Field of a row with the code").otherwise("code"),
                               optional("unlisted",
                                        choice({{"error", "an error of the record"}, {"none", "the field is empty"}}),
                                        "What an id is that it does not list")
                                   .otherwise("error")})),
                          "Small reference tables: the vendor's id and a code"),
                 optional("lists", shared_lists_schema(),
                          "What lists, child lists and branches have in common, where they do not say it; records and "
                          "next of lookups, too"),
                 optional("templates", map_of(ref("object")), "What objects have in common, by a name for `like`"),
                 required("objects", map_of(ref("object")), "What can be kept in step, by our name"),
                 optional("webhook", webhook_schema(), "What the system sends by itself"),
                 optional("variants", variants_schema(), "APIs of which the system has one"),
             })
      .define("question", map({optional("each", template_text(), "A list: asked once for each ${item}"),
                               required("request", ref("call"), "What is asked; it must change nothing")})
                              .named("Question"))
      .define("following", map({optional("each", template_text(), "A list: done once for each ${item}"),
                                required("request", ref("call"), "What is sent")})
                               .named("Following call"))
      .define(
          "discovery",
          map({required("request", ref("call"), "What is asked"),
               required("value", template_text(), "From the answer; null or empty: not there"),
               required("missing", template_text(), "What people do when it is not there"),
               optional("outdated", text(), "Condition on any later answer: it is so no longer, and is asked again")})
              .named("Discovery"))
      .define("readiness check", readiness_schema())
      .define("call", call())
      .define("operation", map(operation_keys()).named("Operation"))
      .define("refusal", map({required("class", error_class(), "Kind of error"),
                              required("message", template_text(), "Its words")})
                             .named("Refusal"))
      .define("list", list_schema())
      .define("field", field_schema())
      .define("plain fields", plain_schema())
      .define("bulk call", bulk_call_schema())
      .define("object", object_schema())
      .named("connector.yaml");
}

}  // namespace

const Schema& manifest_schema() {
  static const Schema schema = file_schema();
  return schema;
}

}  // namespace syncline
