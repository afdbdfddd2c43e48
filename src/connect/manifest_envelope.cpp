// The part of a manifest that puts all requests into one form.
#include "connect/manifest_reader.h"
#include "connect/manifest_words.h"

namespace syncline {

namespace manifest_words {

using namespace schema;

Schema envelope_schema() {
  return map({required("path", template_text(), "Where all of them go, below base_url"),
              optional("query", map_of(template_text()), "Parameters of the address; one that is null is left out"),
              optional("headers", map_of(template_text()),
                       "Headers beside those of auth; one that is null is left out"),
              required("body", template_text(), "What is sent, from ${request.path} and ${request.body}"),
              optional("answer", template_text(),
                       "From the whole ${body} of an answer: what was asked for, which is ${body} in what follows; "
                       "without it the body")})
      .named("Envelope");
}

}  // namespace manifest_words

EnvelopeSpec ManifestReader::envelope(const Spot& spot) {
  using Protocol = MessageFormat::Protocol;
  if (const Protocol own = manifest_.format.protocol; own != Protocol::json && own != Protocol::xml) {
    const std::string name = root_.text("protocol");
    const bool calls = manifest_.format.calls_actions();
    report(spot, "the protocol " + name + (calls ? " puts requests into envelopes of its own" : " has no envelopes"),
           "remove it, or write protocol: json-http or xml-http");
  }
  EnvelopeSpec out{plain_call(spot), tree(spot.at("answer"))};
  if (out.answer.empty()) out.answer = TemplateTree::compile("${body}", *spot.node, document_, scope_, findings_);
  return out;
}

CallSpec ManifestReader::enveloped_call(const Spot& spot) {
  CallSpec out;
  out.enveloped = true;
  out.method = manifest_.envelope->call.method;
  out.path = tree(spot.at("path"));
  out.body = tree(spot.at("body"));
  if (spot && !spot.at("path"))
    report(spot, "the request does not say where it goes", "add path: what the envelope calls ${request.path}");
  for (const char* word : {"method", "query", "headers", "action", "sql", "batch"}) {
    if (const Spot other = spot.at(word))
      report(other, "the envelope says how requests go, this one only its path and its body",
             std::string("remove ") + word + ", or write envelope: none beside it: the request then goes as it stands");
  }
  return out;
}

}  // namespace syncline
