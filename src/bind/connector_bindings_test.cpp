// The entities and the bindings that ship load without a finding and fit each other.
#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "bind/binding_file.h"
#include "bind/entity_file.h"
#include "config/yaml.h"

using namespace syncline;

namespace {

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> out;
  const std::filesystem::path root(SYNCLINE_SOURCE_DIR);
  for (const auto& each : std::filesystem::recursive_directory_iterator(root / folder)) {
    const std::string path = std::filesystem::relative(each.path(), root).string();
    const bool binding = path.find("/bindings/") != std::string::npos;
    if (path.ends_with(".yaml") && (binding || folder == "entities")) out.push_back(path);
  }
  return out;
}

std::string content_of(const std::string& path) {
  std::ifstream file(std::string(SYNCLINE_SOURCE_DIR) + "/" + path);
  std::stringstream out;
  out << file.rdbuf();
  return out.str();
}

Document document_of(const std::string& path) {
  auto document = parse_yaml(content_of(path), path);
  if (!document) FAIL(render(document.error(), {{path, content_of(path)}}));
  return std::move(*document);
}

const std::map<std::string, Entity>& entities() {
  static const auto all = [] {
    std::map<std::string, Entity> out;
    for (const std::string& path : files_in("entities")) {
      Diagnostics findings;
      auto entity = read_entity_file(document_of(path), findings);
      if (!entity || !findings.empty()) FAIL(render(findings, {{path, content_of(path)}}));
      out.emplace(entity->name, std::move(*entity));
    }
    return out;
  }();
  return all;
}

void check_field(const FieldSpec& field, const std::string& owner) {
  INFO(owner, ".", field.name);
  CHECK_FALSE(field.description.empty());
  if (field.type == FieldType::reference) CHECK(entities().contains(field.refers_to));
  if (field.type == FieldType::money) CHECK(field.financial);
  for (const FieldSpec& part : field.parts) check_field(part, owner + "." + field.name);
}

}  // namespace

TEST_CASE(
    "every shipped entity says what its fields mean, refers to entities that exist, and its amounts are financial") {
  for (const char* name : {"customer", "contact", "deal", "quote", "order", "invoice", "credit_note", "payment",
                           "shipment", "product", "price", "stock"})
    CHECK_MESSAGE(entities().contains(name), name);
  for (const auto& [name, entity] : entities()) {
    for (const FieldSpec& field : entity.fields) check_field(field, name);
  }
}

TEST_CASE("what carries amounts names their currency") {
  for (const auto& [name, entity] : entities()) {
    INFO(name);
    const bool amounts = std::ranges::any_of(entity.fields, [](const auto& f) { return f.type == FieldType::money; });
    if (amounts) CHECK(entity.field("currency"));
  }
}

TEST_CASE("every shipped binding fits its entity") {
  for (const std::string& path : files_in("connectors")) {
    INFO(path);
    const Document document = document_of(path);
    const std::string name = document.value()["entity"].string_or("");
    REQUIRE(entities().contains(name));
    Diagnostics findings;
    const auto spec = read_binding_file(document, {entities().at(name), {}, {}}, findings);
    INFO(render(findings, {{path, content_of(path)}}));
    REQUIRE(spec);
    CHECK(findings.empty());
    const auto binding = make_binding(*spec);
    const bool is_read = std::ranges::any_of(
        binding->fields(), [](const BindingField& field) { return field.cls != BindingClass::write_only; });
    CHECK(binding->native_paths().empty() != is_read);
  }
}
