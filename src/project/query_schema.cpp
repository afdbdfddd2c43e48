#include "project/query_schema.h"

#include "bind/binding_file.h"

namespace syncline {
namespace {

using namespace schema;

Schema file_schema() {
  const auto systems = [](Schema values) {
    return map_of(std::move(values)).keys_like("[a-z][a-z0-9_-]*", "the name of a system");
  };
  const auto fields = map_of(ref("binding")).keys_like("[a-z][a-z0-9_]*", "a lower-case name like quantity");
  std::vector<SchemaKey> keys{
      required("entity", text(), "What is asked for: the name of an entity of kind query"),
      required("of", text(), "The entity that it is asked of: it is synced, and asked by any id of one of its records"),
      required("systems", systems(text()), "The system that is asked, and its object: one"),
      optional("bind", systems(fields),
               "Fields that this installation keeps elsewhere: system → canonical field → where it stands"),
      optional("within", text().format(Format::duration), "How long one who asks waits for the system").otherwise("2s"),
      optional("fresh", text().format(Format::duration), "For so long an answer is given again, without asking")
          .otherwise("30s"),
      optional("keep", text().format(Format::duration),
               "For so long it is given, with its age, when the system does not answer")
          .otherwise("1h"),
  };
  return map(std::move(keys))
      .define("binding", field_binding_schema())
      .about(
          "What is asked for at the moment when it is needed, and not kept: how much of a product can be promised, how "
          "much credit a customer has left. One file for each question; docs/guides/queries.md says how it is "
          "asked.\n\n"
          "```yaml\n"
          "entity: availability\n"
          "of: product\n"
          "systems: {erp: stock}\n"
          "within: 2s\n"
          "fresh: 30s\n"
          "keep: 1h\n"
          "```\n\n"
          "The object is read by the id that the record has in that system.");
}

}  // namespace

const Schema& query_file_schema() {
  static const Schema schema = file_schema();
  return schema;
}

}  // namespace syncline
