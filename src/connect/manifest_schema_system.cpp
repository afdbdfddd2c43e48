#include "connect/manifest_words.h"

namespace syncline::manifest_words {

using namespace schema;

Schema auth_schema() {
  return map({
                 required(
                     "kind",
                     choice({{"none", "not at all"},
                             {"header", "by the headers below"},
                             {"basic", "user and password with each call"},
                             {"session", "a call that answers a token, used until it expires"},
                             {"oauth2", "as the client itself: by its secret (RFC 6749, 4.4) or by an assertion"}}),
                     "How it signs in"),
                 optional("headers", map_of(template_text()),
                          "Of every call; may use ${token} after a sign-in; one that is null is left out"),
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
                 optional("client_in",
                          choice({{"header", "as basic authentication"}, {"body", "in the form that is sent"}}),
                          "oauth2: where id and secret stand")
                     .otherwise("header"),
                 optional("assertion",
                          map({required("key", template_text(), "An RSA key in PEM form; empty: the secret is used"),
                               required("subject", template_text(), "For whom we act: the user's name"),
                               required("audience", template_text(), "Who is to believe it")}),
                          "oauth2: signed instead of a secret (RFC 7523, 2.1)"),
                 optional("scope", template_text(), "oauth2"),
                 optional("base_url", template_text(),
                          "oauth2: where calls go from then on, from the answer's ${body}; without it to base_url"),
                 optional("write_token",
                          map({required("request", ref("call"), "Asks for one; it must change nothing"),
                               required("token", template_text(), "From the answer, whatever its status"),
                               required("header", words(), "Where it is sent"),
                               required("expired", text(), "Condition: the call was refused for its token alone")})
                              .named("Write token"),
                          "A token against forged requests: calls other than GET and HEAD carry it, with the cookies "
                          "of the answer that gave it"),
             })
      .named("Auth");
}

Schema readiness_schema() {
  return map({required("request", ref("call"), "What is asked; it must change nothing"),
              required("holds", text(), "Condition on the answer's body"),
              required("says", template_text(), "What is wrong where it does not hold"),
              required("remedy", template_text(), "What people do then"),
              optional("severity",
                       choice({{"failure", "without it records cannot be kept in step"},
                               {"warning", "something does without it, or worse"}}),
                       "How bad it is")
                  .otherwise("failure")})
      .named("Readiness check");
}

Schema variants_schema() {
  return map({required("detect", ref("discovery"), "Asks the system which one it is: the value is a name under `of`"),
              optional("setting", words(), "By this setting a project says which one it means"),
              required("of", map_of(any()),
                       "Name → what is different there, joined with the rest of the file key by key, at any depth. All "
                       "of them have the same objects and fields")})
      .named("Variants");
}

Schema errors_schema() {
  return map({
                 optional("code", template_text(), "From status, headers and body"),
                 optional("message", template_text(), "From status, headers and body: the vendor's words for people"),
                 optional("failed", template_text(), "True when a success is an error"),
                 optional(
                     "classes",
                     list(map(
                         {required("when", text(), "Condition"), required("class", error_class(), "What it means"),
                          optional("sent", choice({{"nothing", "it was certainly not done"}}),
                                   "Whether it may be sent again"),
                          optional("retry_after", duration(), "How long to wait when the answer does not say"),
                          optional("retry_at", template_text(),
                                   "Until when, instead: a moment, from ${now} (ISO 8601, UTC)"),
                          optional("pauses",
                                   choice({{"system", "all calls"}, {"path", "calls of the path that was refused"}}),
                                   "throttled: what waits until then")
                              .otherwise("system")})),
                     "The first that holds"),
                 optional("not_understood", error_class(),
                          "What an answer means that is not of the protocol, such as a page for people")
                     .otherwise("transient"),
             })
      .named("Errors");
}

Schema warnings_schema() {
  return map({required("name", template_text(), "From a refusal: the name of the warning; empty: it is none"),
              required("confirm", ref("operation"), "Says yes to ${warning}; ${session} is what the sign-in gave")})
      .named("Warnings");
}

Schema values_schema() {
  return map({
                 optional("empty", any(), "How nothing is written: null, false or \"\""),
                 optional("empty_of", by_type(any()),
                          "Type → what stands for nothing in its fields, read and written, but those with a lookup or "
                          "an empty of their own: {date: 0001-01-01}"),
                 optional("empty_number", decimal(),
                          "What fields of numbers show where there is nothing, when that is no nothing: 0"),
                 optional("datetime", text(), "Form with %Y %m %d %H %M %S, in UTC; ISO 8601 without it"),
                 optional("dates",
                          choice({{"iso", "2026-11-21"},
                                  {"ticks", "/Date(1795132800000)/, also of moments"},
                                  {"milliseconds",
                                   "1795132800000, a number since 1970, also ${since}, ${now} and "
                                   "whatever else is a day or a moment; a day is its beginning in UTC"}}),
                          "How days and moments stand in bodies")
                     .otherwise("iso"),
                 optional("date", text(), "Form of days with %Y %y %m %d; ISO 8601 without it"),
                 optional("decimal_mark", choice({{".", "1,299.50"}, {",", "1.299,50"}}),
                          "What stands before the fraction in texts")
                     .otherwise("."),
                 optional("decimals", choice({{"number", "12.50"}, {"text", "\"12.50\""}}), "How they are written")
                     .otherwise("number"),
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
                                  {"boolean", ""},
                                  {"map", "names, each with a text or a whole number"}}),
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

}  // namespace syncline::manifest_words
