// A file that describes several APIs, of which a system has one: each is the file with what is different there.
#include <algorithm>

#include "connect/joined.h"
#include "connect/manifest_reader.h"
#include "connect/manifest_schema.h"
#include "connect/plain_fields.h"

namespace syncline {
namespace {

std::shared_ptr<const Manifest> read_one(const Document& document, Diagnostics& findings) {
  check(document, manifest_schema(), findings);
  return ManifestReader(document, findings).read();
}

/// What `fields` have that `others` lack, or have as something else; a path of names.
std::vector<std::string> lacking(const std::vector<ValueSpec>& fields, const std::vector<ValueSpec>& others) {
  std::vector<std::string> out;
  for (const ValueSpec& each : fields) {
    const auto same = std::ranges::find(others, each.name, &ValueSpec::name);
    if (same == others.end() || same->type != each.type) {
      out.push_back(each.name);
      continue;
    }
    for (const std::string& part : lacking(each.part, same->part)) out.push_back(each.name + "." + part);
  }
  return out;
}

Document in_place_of(const Document& document, Joined whole) {
  return {document.file(), document.text(), std::move(whole.value), std::move(whole.node)};
}

/// Bindings are written once: they must find every field in each variant.
std::vector<std::string> differences(const Manifest& one, const Manifest& other) {
  std::vector<std::string> out;
  for (const auto& [name, object] : one.objects) {
    const auto same = other.objects.find(name);
    if (same == other.objects.end()) {
      out.push_back(name);
      continue;
    }
    for (const std::string& field : lacking(object.fields, same->second.fields)) out.push_back(name + "." + field);
  }
  return out;
}

void compare(const Document& document, const Spot& at, const Manifest& own, const VariantSpec& first,
             Diagnostics& findings) {
  std::vector<std::string> all = differences(*first.manifest, own);
  for (std::string& each : differences(own, *first.manifest)) {
    if (std::ranges::find(all, each) == all.end()) all.push_back(std::move(each));
  }
  for (const std::string& each : all)
    findings.add({.code = "N001",
                  .message = each + " is not there, or of another type, in one of this variant and " + first.name,
                  .at = document.key_place_of(*at.node),
                  .remedy = "give both variants the same objects, fields and types"});
}

}  // namespace

void ManifestReader::read_variants() {
  const Spot spot = root_.at("variants");
  if (!spot) return;
  const Spot detect = spot.at("detect");
  manifest_.variants.detect = {"variant", plain_call(detect.at("request")), tree(detect.at("value")),
                               tree(detect.at("missing"))};
  manifest_.variants.setting = spot.text("setting");
  if (const std::string& setting = manifest_.variants.setting;
      !setting.empty() && !manifest_.settings.contains(setting))
    report(spot.at("setting"), "there is no setting \"" + setting + "\"", "declare it under settings");
}

std::shared_ptr<const Manifest> read_manifest(const Document& document, Diagnostics& findings) {
  Diagnostics own;
  const Document file = in_place_of(document, with_plain_fields({&document.value(), &document.root()}, document, own));
  const Spot root{&file.value(), &file.root()};
  std::vector<VariantSpec> variants;
  each_entry(root.at("variants").at("of"), [&](const std::string& name, const Spot& spot) {
    const Joined variant = with_plain_fields(spot, document, own);
    const Spot differs{&variant.value, &variant.node};
    variants.push_back({name, read_one(in_place_of(document, join({file.value(), file.root()}, differs)), own)});
    compare(document, spot, *variants.back().manifest, variants.front(), own);
  });
  std::shared_ptr<const Manifest> manifest;
  if (variants.empty()) {
    manifest = read_one(file, own);
  } else {
    auto first = std::make_shared<Manifest>(*variants.front().manifest);
    first->variants.of = std::move(variants);
    manifest = std::move(first);
  }
  findings.append(std::move(own));
  return manifest;
}

std::shared_ptr<const Manifest> Manifest::changed(const std::function<void(Manifest&)>& change) const {
  auto out = std::make_shared<Manifest>(*this);
  change(*out);
  for (VariantSpec& each : out->variants.of) each.manifest = each.manifest->changed(change);
  return out;
}

}  // namespace syncline
