// The reference is written from the schema that checks the files. SYNCLINE_UPDATE=1 writes it anew.
#include <cstdlib>

#include "base/json.h"
#include "bind/binding_file.h"
#include "bind/entity_file.h"
#include "config/yaml.h"
#include "project/project_schema.h"
#include "project/query_schema.h"
#include "project/sync_schema.h"
#include "project/test_schema.h"
#include "project/testing.h"

using namespace syncline;

namespace {

void check_page(const std::string& name, const Schema& schema, const std::string& title) {
  const std::string path = std::string(SYNCLINE_SOURCE_DIR) + "/docs/reference/" + name;
  const std::string wanted = to_reference(schema, title);
  if (std::getenv("SYNCLINE_UPDATE")) REQUIRE(real_files().write(path, wanted).ok());
  const auto written = real_files().read(path, 1u << 20);
  REQUIRE(written);
  CHECK(*written == wanted);
}

}  // namespace

TEST_CASE("the reference says what the schema checks") {
  check_page("project.md", project_file_schema(), "syncline.yaml");
  check_page("entity.md", entity_file_schema(), "entities/<name>.yaml");
  check_page("binding.md", binding_file_schema(), "bindings/<entity>.yaml");
  check_page("sync-file.md", sync_file_schema(), "sync/<entity>.yaml");
  check_page("query-file.md", query_file_schema(), "queries/<entity>.yaml");
  check_page("mapping-tests.md", test_file_schema(), "tests/<name>.yaml");
}

TEST_CASE("every part that a schema refers to is defined") {
  CHECK(undefined_refs(project_file_schema()).empty());
  CHECK(undefined_refs(sync_file_schema()).empty());
  CHECK(undefined_refs(query_file_schema()).empty());
  CHECK(undefined_refs(test_file_schema()).empty());
}

TEST_CASE("the example of the reference is a file that can be used") {
  const std::string about = sync_file_schema().node().about;
  const auto begin = about.find("```yaml\n") + 8;
  Sources files =
      testing::changed("syncline.yaml", "    api_key:", "    webhook_secret: \"${env:HOOK}\"\n    api_key:");
  files.erase("sync/contact.yaml");
  files["sync/customer.yaml"] = about.substr(begin, about.find("```", begin) - begin);
  testing::load_good(files);
}
