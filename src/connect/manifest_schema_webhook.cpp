#include "connect/manifest_words.h"

namespace syncline::manifest_words {

using namespace schema;

namespace {

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
                 optional("unescaped", words(), "Characters whose escapes in {url} are undone before it is signed"),
             })
      .named("Webhook proof");
}

Schema subscribe_schema() {
  return map({required("objects", map_of(any()), "Object → what the requests see as ${wanted}"),
              required("list", ref("operation"), "All subscriptions that there are"),
              required("ours", template_text(), "Whether ${item} is that for ${wanted}, to the address ${url}"),
              required("expires", template_text(), "When ${item} ends"),
              required("create", ref("operation"), "From ${wanted} and ${url}"),
              required("renew", ref("operation"), "From ${item}, ${wanted} and ${url}"),
              optional("renew_before", duration(), "How long before its end one is renewed").otherwise("1d")})
      .named("Subscribe");
}

}  // namespace

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
                 optional("payload",
                          choice({{"hint", "it names records, which are then read"},
                                  {"full",
                                   "it holds whole records, which are not read again when they show a stamp or version "
                                   "and need no lookup and no parts_from"}}),
                          "What an item tells")
                     .otherwise("hint"),
                 optional("record", template_text(),
                          "payload full, from ${item}: the record as `read` answers it; without it the item"),
                 optional("handshake", template_text(),
                          "From ${query}: what a request is answered that only asks who we are; empty: it is none"),
                 optional("subscribe", subscribe_schema(),
                          "How the system is asked to send them; needs the server's public_url"),
                 optional("remedy", text(), "What to do at the vendor when object or id cannot be found"),
             })
      .named("Webhook");
}

}  // namespace syncline::manifest_words
