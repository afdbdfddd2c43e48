#include "connect/manifest_words.h"

namespace syncline::manifest_words {

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
                 optional("path", template_text(), "Below base_url, or a whole address; sql has none, others need it"),
                 optional("query", map_of(template_text()), "Parameters of the address; one that is null is left out"),
                 optional("headers", map_of(template_text()),
                          "Headers beside those of auth; one that is null is left out"),
                 optional("action", template_text(), "soap: what SOAPAction says; xmlrpc: the name of the method"),
                 optional("body", template_text(),
                          "What is sent; texts may hold ${expressions}. xml-http: a map of the root element; soap: of "
                          "what stands in the envelope's body; xmlrpc: the list of parameters"),
                 optional("sql", template_text(),
                          "sql: one statement. What stands in ${…} is sent beside it as a parameter; ${set(map)} is "
                          "\"a\" = …, \"b\" = …, and ${values(map or list of maps)} is (\"a\", \"b\") values (…, …)"),
                 optional("batch", template_text(),
                          "Instead of a body: calls that are sent as one (multipart/mixed, OData's $batch), a list of "
                          "{method, path, headers, body}; a list within it is done whole or not at all, and lists "
                          "within that are joined"),
                 optional("envelope", choice({{"none", "it goes as it stands, and its answer is taken as it comes"}}),
                          "Whether it goes in the file's envelope"),
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
      optional("ask", map_of(ref("question")),
               "Of reads: asked of each answer, from its ${body}; ${asked.name} is what was answered, or a list of "
               "{item, answer}"),
      optional("when", text(), "Of writes: false when there is nothing to send but what stands under then"),
      optional("then", list(ref("following")),
               "Of writes: calls that complete it, one after the other, from ${id} as well"),
      optional("accept", list(template_text()),
               "Names of warnings that are confirmed, then the call is repeated; * stands for any characters"),
  };
}

}  // namespace syncline::manifest_words
