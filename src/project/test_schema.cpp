#include "project/test_schema.h"

namespace syncline {
namespace {

using namespace schema;

Schema slot_keys(Schema map) {
  return map.keys_like("[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)?", "a slot like crm or erp.customer");
}

Schema native_id() { return one_of({{"an id", text().not_secret()}, {"a number", integer(0, INT64_MAX)}}); }

Schema record() {
  return map({
                 required("id", native_id(), "Its id in the system"),
                 optional("record", map_of(any()),
                          "Its content as the connector reads it; under `when`, what is not named stays as it was"),
                 optional("canonical", map_of(any()),
                          "Its content by canonical names instead: then the rules alone are tested, not the binding. "
                          "A field that is not named is absent, null is empty"),
                 optional("gone", boolean(), "It was deleted"),
             })
      .exactly_one({"record", "canonical", "gone"})
      .named("Record");
}

Schema records() {
  const Schema others = slot_keys(map_of(ref("record")));
  const Schema by_slot =
      slot_keys(map_of(one_of({{"a record", ref("record")}, {"records of another entity", others}})));
  return one_of({{"records by slot, and by entity and slot", by_slot},
                 {"a list of them, in their order", list(by_slot).items(1)}});
}

Schema effect() {
  return map({
                 required("slot", text(), "Where it is written"),
                 required("op",
                          choice({{"create", ""},
                                  {"update", ""},
                                  {"deactivate", ""},
                                  {"remove", ""},
                                  {"transition", ""},
                                  {"append", ""}}),
                          "What is done"),
                 optional("set", map_of(any()), "All that is written, in the system's form"),
                 optional("waits", text(), "Part of the reason why it waits: for a parent, say"),
             })
      .named("Effect");
}

Schema conflict() {
  return map({
                 required("kind", text(), "concurrent, foreign_edit, similar, ambiguous, duplicate …"),
                 optional("field", text().not_secret(), "Of which field"),
             })
      .shorthand("kind")
      .named("Conflict");
}

Schema expected() {
  return map({
                 optional("canonical", slot_keys(map_of(map_of(any()))),
                          "Slot → field → what its last reading means; null: it says nothing"),
                 optional("agreed", map_of(any()), "Field → what is agreed at the end; null: nothing is"),
                 optional("match",
                          choice({{"linked", "all given records are in one link"},
                                  {"apart", "each stands for itself"},
                                  {"review", "a person must decide"}}),
                          "What came of matching"),
                 optional("effects", list(ref("effect")), "All writes that are planned; [] is none"),
                 optional("conflicts", list(ref("conflict")), "All open conflicts; [] is none"),
                 optional("end",
                          choice({{"applied", ""},
                                  {"no_op", ""},
                                  {"held", ""},
                                  {"superseded", ""},
                                  {"filtered", ""},
                                  {"conflict", ""},
                                  {"queued", "it failed, and would be tried again"},
                                  {"dead_lettered", ""}}),
                          "How the last change ended"),
                 optional("reason", text(), "Part of the words that say why"),
             })
      .named("Expectation");
}

Schema test() {
  return map({
                 required("name", text().length(1, 200), "What it shows, as a sentence"),
                 optional("stage", choice({{"observe", ""}, {"shadow", ""}, {"one-way", ""}, {"two-way", ""}}),
                          "How far the rollout has come; one-way writes to the slots that the sync file names")
                     .otherwise("two-way"),
                 required("given", records(), "The records as they stand when the project begins"),
                 optional("when", records(), "What is then seen of them: edits, new records"),
                 required("expect", ref("expectation"), "What must come of it; only what is named is compared"),
             })
      .named("Test");
}

Schema file_schema() {
  return map({
                 required("entity", text(), "Whose sync file is tested"),
                 optional("related",
                          list(map({required("entity", text(), "Of which entity")}, native_id()).named("Related")),
                          "Links of other entities that references point to: the entity, and slot → id"),
                 required("tests", list(ref("test")).items(1), "The tests, each for itself"),
             })
      .define("test", test())
      .define("record", record())
      .define("effect", effect())
      .define("conflict", conflict())
      .define("expectation", expected())
      .about(
          "Mapping tests say what a project makes of given records, without any system: `syncline test` plays them "
          "with the rules and bindings of the project and shows what differs. `syncline record EVENT` writes one from "
          "something that really happened.\n\n"
          "```yaml\n"
          "entity: customer\n"
          "tests:\n"
          "  - name: a phone number of the CRM reaches the ERP\n"
          "    given:\n"
          "      crm: {id: 7, record: {name: Acme, vat: DE136695976, phone: \"+49 30 1\"}}\n"
          "      erp: {id: 9, canonical: {name: Acme, tax_id: DE136695976, phone: \"+49301\"}}\n"
          "    when:\n"
          "      crm: {id: 7, record: {phone: \"+49 30 22222\"}}\n"
          "    expect:\n"
          "      match: linked\n"
          "      agreed: {phone: \"+493022222\"}\n"
          "      effects: [{slot: erp, op: update, set: {phone: \"+493022222\"}}]\n"
          "      conflicts: []\n"
          "```\n\n"
          "What is made from another entity's records is tested with those: under the entity's name, by slot. A given "
          "record of what was made from them (the order of a given deal) is taken for theirs. Only what is written to "
          "the tested entity is compared.\n\n"
          "```yaml\n"
          "entity: order\n"
          "related:\n"
          "  - {entity: customer, crm: 7, erp: 9}\n"
          "  - {entity: product, crm: 3, erp: 11}\n"
          "tests:\n"
          "  - name: a won deal becomes an order\n"
          "    given:\n"
          "      deal:\n"
          "        crm: {id: 1, canonical: {name: Shelves, stage: Won, customer: 7, lines: [{product: 3, quantity: 10, "
          "unit_price: 2.5}]}}\n"
          "    expect:\n"
          "      agreed: {description: Shelves}\n"
          "      effects: [{slot: erp, op: create}]\n"
          "```")
      .named("tests/<name>.yaml");
}

}  // namespace

const Schema& test_file_schema() {
  static const Schema schema = file_schema();
  return schema;
}

}  // namespace syncline
