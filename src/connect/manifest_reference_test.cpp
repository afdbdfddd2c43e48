// docs/reference/manifest.md ends with what the schema checks, and its example is a manifest. SYNCLINE_UPDATE=1 writes
// the end anew.
#include <cstdlib>

#include "connect/manifest_schema.h"
#include "connect/manifest_scope.h"
#include "connect/testing.h"

using namespace syncline;

namespace {

const std::string path = std::string(SYNCLINE_SOURCE_DIR) + "/docs/reference/manifest.md";
const std::string heading = "\n## Every word\n";

std::string page() {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The generated tables, one level below the page's own headings.
std::string words() {
  std::stringstream text(to_reference(manifest_schema(), "connector.yaml"));
  std::string out, line;
  std::getline(text, line);  // the title
  while (std::getline(text, line)) out += (line.starts_with('#') ? "#" : "") + line + "\n";
  return out;
}

}  // namespace

TEST_CASE("the reference of manifests says what the schema checks") {
  CHECK(undefined_refs(manifest_schema()).empty());
  std::string text = page();
  const std::size_t end = text.find(heading);
  REQUIRE(end != std::string::npos);
  const std::string wanted = text.substr(0, end + heading.size()) + words();
  if (std::getenv("SYNCLINE_UPDATE")) std::ofstream(path) << wanted;
  CHECK(page() == wanted);
}

TEST_CASE("the reference names every variable, strategy and proof") {
  const std::string text = page();
  for (const std::string& name : manifest_variables()) {
    CAPTURE(name);
    CHECK(text.substr(0, text.find(heading)).find("`" + name + "`") != std::string::npos);
  }
}

TEST_CASE("the example of the reference is a manifest") {
  const std::string text = page();
  const std::size_t begin = text.find("```yaml\n") + 8;
  const auto manifest = testing::manifest_of(text.substr(begin, text.find("```\n", begin) - begin));
  CHECK(manifest->objects.contains("contact"));
  CHECK(manifest->webhook);
}
