// The binding files that ship with the connectors load without a finding.
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

#include "bind/binding_file.h"
#include "bind/entity_file.h"
#include "config/yaml.h"

using namespace syncline;

namespace {

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

}  // namespace

TEST_CASE("every shipped binding fits its entity") {
  for (const char* connector : {"odoo", "tryton"}) {
    for (const char* name : {"customer", "contact"}) {
      Diagnostics findings;
      const auto entity = read_entity_file(document_of(std::string("entities/") + name + ".yaml"), findings);
      REQUIRE_MESSAGE(entity, render(findings, {}));
      const std::string path = std::string("connectors/") + connector + "/bindings/" + name + ".yaml";
      const auto spec = read_binding_file(document_of(path), {*entity, {}, {}}, findings);
      INFO(render(findings, {{path, content_of(path)}}));
      REQUIRE(spec);
      CHECK(findings.empty());
      CHECK(spec->fields.size() >= 5);
      const auto binding = make_binding(*spec);
      for (const BindingField& field : binding->fields()) CHECK(field.cls == BindingClass::exact);
    }
  }
}
