#include "project/sync_schema.h"

#include "bind/binding_file.h"
#include "project/write_rules_schema.h"

namespace syncline {
namespace {

using namespace schema;

Schema slot_keys(Schema map) {
  return map.keys_like("[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)?", "a slot like crm or erp.customer");
}
Schema field_keys(Schema map) { return map.keys_like("[a-z][a-z0-9_]*", "a lower-case name like tax_id"); }

Schema one_or_more(const std::string& what) {
  return one_of({{"the name of " + what, text()}, {"a list of them", list(text()).items(1).unique()}});
}

Schema similar() {
  return map({
                 required("similar", text(), "Name-like field whose words are compared"),
                 optional("at_least", decimal(Decimal::parse("0.5").value_or(Decimal(0)), Decimal(1)), "How alike")
                     .otherwise(Decimal::parse("0.92").value_or(Decimal(1))),
                 optional("and", text(), "Field that must be equal as well"),
                 optional("then",
                          choice({{"review", "a person decides"}, {"link", "refused: likeness proves nothing"}}),
                          "What follows")
                     .otherwise("review"),
             })
      .named("Similar");
}

Schema within() {
  return map({
                 required("field", text(), "Field that is equal"),
                 required("within", text(), "Reference that is equal as well: a contact by e-mail within its customer"),
             })
      .named("Within");
}

Schema create_rule() {
  return one_of({
      {"never", choice({{"never", "no record is made there"}})},
      {"always", choice({{"always", "every record of the others gets its counterpart"}})},
      {"on_demand", choice({{"on_demand", "only once a record that is to be made there refers to it (require)"}})},
      {"{when: condition}", map({required("when", text().format(Format::expression),
                                          "CEL over canonical names; a record is made once it is true")})},
  });
}

Schema field_rule() {
  std::vector<SchemaKey> keys{
      optional("master", one_or_more("a slot"),
               "Who decides: a slot, a list of slots (the first that has the record counts), or any: every system may "
               "write it. A field of which each system has its own (a credit limit) is shared once it has a master")
          .otherwise("any"),
      optional("on_foreign_edit",
               choice({{"revert", "the master's value is written back"},
                       {"keep", "it stands there, as a deviation, until the master changes"},
                       {"review", "a person decides"}}),
               "A system that is not master was edited. Default: revert"),
      optional("on_concurrent",
               choice({{"master", "the master's value stands"},
                       {"latest", "the later edit stands; never for financial fields"},
                       {"review", "a person decides"}}),
               "Both sides were edited since they last agreed. Default: master where there is one, else review"),
      optional("on_link",
               choice({{"fill", "empty sides are filled; different values stand until the next edit"},
                       {"master", "the master's value is agreed"},
                       {"review", "a person decides"}}),
               "Values differ when two records are linked. Default: master where there is one, else fill"),
      optional("map", text(),
               "Value table maps/<name>.csv with a column for each slot (crm, erp): what stands in one row means the "
               "same. With a column label, a slot without a column shows the labels themselves"),
      optional("tolerance", decimal(), "Of numbers: how far a computed value may be off"),
  };
  return map(std::move(keys)).shorthand("master").named("Field");
}

Schema computed() {
  return map({
                 required("from", text().format(Format::expression), "CEL that gives the value: order.status"),
                 optional(
                     "map", text(),
                     "Value table maps/<name>.csv with the columns code (what `from` gives) and label (the value of "
                     "the field)"),
             })
      .shorthand("from")
      .named("Computed field");
}

Schema on_failure() {
  return map({
                 required("flag", text(),
                          "Slot of the source: its field sync_problem says there why nothing could be made, and is "
                          "empty when all is well"),
                 optional("notify", choice({{"owner", "whoever owns the source's record there gets a message"}}),
                          "Who is told"),
             })
      .named("Failure");
}

Schema derivation() {
  return map({
                 required("from", text(), "The entity from each of whose records one of these is made"),
                 optional("when", text().format(Format::expression),
                          "CEL over the source, by its name: deal.stage == 'won'. Default: always"),
                 optional("until", text().format(Format::expression),
                          "CEL over source and target; once it is true, the source's changes are no longer followed. "
                          "Default: for ever"),
                 optional("fields", field_keys(map_of(ref("computed"))),
                          "What is taken over: field → CEL over the source. Default: every field without a master that "
                          "both have by the same name and in the same type, and that both sync files name"),
                 optional("lines", ref("computed"), "Short for a field lines"),
                 optional("on_failure", on_failure(), "What happens when none can be made"),
             })
      .named("Derivation");
}

Schema files() {
  return map({
                 required("from", text(), "Slot whose records have the files"),
                 required("to", text(),
                          "Slot that gets them: of this file, or of the entity that this one is derived from (the deal "
                          "of an order)"),
                 optional("name", text().length(1, 200), "Which: a name with * for any text, in any case")
                     .otherwise("*"),
                 optional("limit", text().pattern("[1-9][0-9]{0,8} ?(kB|MB|GB)", "a size like 20MB"),
                          "A larger file is refused, and becomes a dead letter")
                     .otherwise("100MB"),
             })
      .named("Files");
}

Schema stage() {
  return one_of({
      {"a stage", choice({{"observe", "read, match and link; nothing is written"},
                          {"shadow", "as observe; what would be written is shown"},
                          {"one-way", "give the slots: {one-way: erp}"},
                          {"two-way", "everything"}})},
      {"{one-way: slots}", map({required("one-way", one_or_more("a slot"), "The slots that are written")})},
  });
}

Schema file_schema() {
  std::vector<SchemaKey> keys{
      required("entity", text(), "What is synced: the name of a canonical entity"),
      required("systems", slot_keys(map_of(text())),
               "Slot → object. A slot is a system's name, or system.role where one system has several records of the "
               "same thing"),
      optional("bind", slot_keys(map_of(field_keys(map_of(ref("binding"))))),
               "Fields that this installation keeps elsewhere: slot → canonical field → where it stands"),
      optional("match",
               list(one_of({{"a field", text()}, {"{similar: field}", similar()}, {"{field, within}", within()}})),
               "Which records are the same: fields that are equal, in order of trust; at last, what is only similar"),
      optional("create", slot_keys(map_of(create_rule())),
               "Where a missing record is made. Default: never, since a wrong record is hard to take back"),
      required("fields", field_keys(map_of(ref("field"))),
               "The fields that are kept in step, no others but the computed ones"),
      optional("derive", derivation(), "The records are made from those of another entity: an order from a won deal"),
      optional("reflect", slot_keys(map_of(field_keys(map_of(ref("computed"))))),
               "Fields that show what became of a record elsewhere: slot → field → CEL over related records "
               "(order.status). They are written, what people write into them is not"),
      optional(
          "require",
          field_keys(map_of(choice({{"provision", "it is made there first, where its own file allows it"},
                                    {"linked", "the record waits until it is there"}}))),
          "Records that must be there before one of these is made: referenced entity, or reference → what is done. "
          "Default: linked"),
      optional(
          "advance", one_of({{"a status", text()}, {"slot → status", slot_keys(map_of(text()))}}),
          "The status to which a record that was made is brought by calls (confirmed). Default: it is left as it is"),
      optional("on_failure", on_failure(), "As in derive"),
      optional("files", one_of({{"{from, to}", ref("files")}, {"a list of them", list(ref("files")).items(1)}}),
               "Files that are added to the records of another slot, each once; deletes never travel"),
      optional("skip", text().format(Format::expression), "CEL; while it is true, the record is left alone everywhere"),
      optional("delete",
               choice({{"deactivate", "the others are archived"},
                       {"flag", "the others are left, the link is marked"},
                       {"remove", "the others are deleted, too"},
                       {"keep", "nothing happens"},
                       {"review", "a person decides"}}),
               "A record was deleted in one system. Default: deactivate for master data, flag for documents, keep for "
               "ledgers, remove for feeds"),
      optional("timing", slot_keys(map_of(list(text()).items(1).unique())),
               "How changes are noticed: slot → [webhook, poll 1m, sweep 24h]. Default: poll and sweep as in "
               "syncline.yaml. Polling goes on beside webhooks, which can get lost"),
      optional("windows", slot_keys(map_of(windows_schema())),
               "When this entity is written: slot → windows; those of the system hold as well"),
      optional("closed", slot_keys(map_of(closures_schema())), "Days on which it is not written: slot → periods"),
      optional("limits", slot_keys(map_of(limits_schema())),
               "How much of it may be written before a person is asked: slot → limits. Default: those of the system"),
      optional("stage", stage(), "How far the rollout has come").otherwise("two-way"),
      optional("loop",
               map({optional("times", integer(2, 1000), "Round trips of one field").otherwise(5),
                    optional("within", text().format(Format::duration), "The longest pause between two of them")
                        .otherwise("10m")})
                   .named("Loop"),
               "When a field that swings between two writers is stopped")
          .otherwise(Map{}),
  };
  return map(std::move(keys))
      .define("field", field_rule())
      .define("computed", computed())
      .define("files", files())
      .define("binding", field_binding_schema())
      .about(
          "One file for each entity: between which systems, which records are the same, who decides over which field. "
          "Only the fields that are named are kept in step.\n\n"
          "Conditions are CEL (docs/reference/expressions.md) over canonical names: `tax_id` is what is agreed, "
          "`crm.tax_id` what that system shows; a field without a value is null. A "
          "system whose name has a dash is written `members['erp-us'].tax_id`.\n\n"
          "```yaml\n"
          "entity: customer\n"
          "systems: {crm: company, erp: party}\n"
          "bind: {crm: {credit_limit: x_credit_limit}}\n"
          "match:\n"
          "  - tax_id\n"
          "  - email\n"
          "  - {similar: name, at_least: 0.92, and: country, then: review}\n"
          "create:\n"
          "  erp: {when: \"tax_id != null\"}\n"
          "fields:\n"
          "  name:  {master: crm}\n"
          "  city:  {master: erp, on_foreign_edit: revert}\n"
          "  email: any\n"
          "skip: \"crm.active == false\"\n"
          "delete: deactivate\n"
          "timing: {crm: [webhook, poll 5m], erp: [poll 1m, sweep 24h]}\n"
          "stage: two-way\n"
          "```\n\n"
          "Nothing is created unless `create` says so: a wrong record is hard to take back. `latest` compares stamps "
          "of "
          "two clocks, so it is refused for financial fields and for objects without stamps.\n\n"
          "What follows from other records is computed. Conditions and computed fields see related records by name: a "
          "reference leads on (`customer.name`), the plural of an entity lists those that refer to this one (`orders`, "
          "`crm.orders` those that are there), and an entity from which this one is made, or which is made from it, "
          "goes by its own name (`order`: the newest). `problem` says why a record could not be made.\n\n"
          "```yaml\n"
          "entity: order                          # sync/order.yaml\n"
          "systems: {erp: sale}\n"
          "derive:\n"
          "  from: deal\n"
          "  when: \"deal.stage == 'won'\"\n"
          "  until: \"order.status != 'draft'\"\n"
          "  fields: {customer: deal.customer, description: deal.name, lines: deal.lines}\n"
          "  on_failure: {flag: crm, notify: owner}\n"
          "require: {customer: provision, product: linked}\n"
          "advance: confirmed\n"
          "fields: {number: erp, status: erp}\n"
          "```\n\n"
          "```yaml\n"
          "entity: deal                           # sync/deal.yaml\n"
          "systems: {crm: opportunity}\n"
          "reflect:\n"
          "  crm:\n"
          "    stage: {from: order.status, map: deal_stage}\n"
          "    erp_order_number: order.number\n"
          "fields: {name: crm, stage: crm, customer: crm, lines: crm}\n"
          "```\n\n"
          "Files that are attached to records travel apart from fields (docs/guides/files.md):\n\n"
          "```yaml\n"
          "files: {from: erp, to: crm, name: \"*.pdf\", limit: 20MB}\n"
          "```")
      .named("sync/<entity>.yaml");
}

}  // namespace

const Schema& sync_file_schema() {
  static const Schema schema = file_schema();
  return schema;
}

}  // namespace syncline
