#include <algorithm>

#include "connect/manifest_reader.h"

namespace syncline {

WebhookProof ManifestReader::webhook_proof(const Spot& spot) {
  using Kind = WebhookProof::Kind;
  WebhookProof out;
  const std::string kind = spot.text("kind");
  out.kind = kind == "standard_webhooks" ? Kind::standard_webhooks
             : kind == "hmac_sha256"     ? Kind::hmac_sha256
             : kind == "url_secret"      ? Kind::url_secret
             : kind == "body_secret"     ? Kind::body_secret
                                         : Kind::shared_secret;
  each_item(spot.at("secrets"), [&](const Spot& each) { out.secrets.push_back(tree(each)); });
  out.header = spot.text("header");
  out.prefix = spot.text("prefix");
  out.base64 = spot.text("encoding") == "base64";
  out.signed_text = spot.text("signed_text", "{body}");
  out.timestamp_header = spot.text("timestamp_header");
  out.timestamp_in_ms = spot.at("timestamp_in_ms").value->bool_or(false);
  out.tolerance = duration_of(spot.at("tolerance"), minutes(5));
  out.query = spot.text("query");
  out.found = tree(spot.at("found"));
  out.address = tree(spot.at("address"));
  out.unescaped = spot.text("unescaped");
  if ((out.kind == Kind::hmac_sha256 || out.kind == Kind::shared_secret) && out.header.empty())
    report(spot, "it is not said which header holds the signature", "add header: <name>");
  if (out.kind == Kind::body_secret && out.found.empty())
    report(spot, "it is not said where the body holds the secret", "add found: \"${body.…}\"");
  return out;
}

SubscribeSpec ManifestReader::subscribe(const Spot& spot) {
  SubscribeSpec out;
  each_entry(spot.at("objects"), [&](const std::string& name, const Spot& each) {
    if (!root_.at("objects").at(name)) report(each, "there is no object \"" + name + "\"", "declare it under objects");
    out.objects.emplace_back(name, tree(each));
  });
  out.list = operation(spot.at("list"));
  out.ours = tree(spot.at("ours"));
  out.expires = tree(spot.at("expires"));
  out.create = operation(spot.at("create"));
  out.renew = operation(spot.at("renew"));
  out.renew_before = duration_of(spot.at("renew_before"), days(1));
  return out;
}

bool SubscribeSpec::covers(std::string_view object) const {
  return std::ranges::any_of(objects, [&](const auto& each) { return each.first == object; });
}

WebhookSpec ManifestReader::webhook(const Spot& spot) {
  WebhookSpec out;
  out.proof = webhook_proof(spot.at("proof"));
  out.form = spot.text("body", "json") == "form";
  out.each = tree(spot.at("each"));
  out.object = tree(spot.at("object"));
  out.native = tree(spot.at("native"));
  out.occurrence = tree(spot.at("occurrence"));
  out.full = spot.text("payload", "hint") == "full";
  out.record = tree(spot.at("record"));
  out.remedy = spot.text("remedy");
  out.handshake = tree(spot.at("handshake"));
  if (const Spot subscribe = spot.at("subscribe")) out.subscribe = this->subscribe(subscribe);
  if (!out.full && !out.record.empty())
    report(spot.at("record"), "without payload: full nothing is taken from it", "add payload: full, or remove record");
  return out;
}

}  // namespace syncline
