#include "project/codes.h"

#include <array>

namespace syncline {
namespace {

constexpr std::array codes{
    CodeText{"P001", "unknown connector",
             "A system names a connector that neither ships with the program nor stands in the project's connectors/."},
    CodeText{"P002", "unknown system", "Only systems of syncline.yaml can be synced."},
    CodeText{"P003", "unknown entity",
             "Entities are canonical types (customer, contact). They ship with the program, or stand in entities/."},
    CodeText{"P004", "unknown object",
             "The connector declares no object of that name; objects are the system's types."},
    CodeText{"P005", "entity without binding",
             "A binding says which field of the system carries which canonical field. A project adds its own as "
             "connectors/<connector>/bindings/<entity>.yaml."},
    CodeText{"P006", "object carries another entity",
             "The connector's binding of this entity is for another of its objects."},
    CodeText{"P007", "entity synced twice", "One file describes the sync of one entity, whole."},
    CodeText{"P008", "records claimed twice",
             "The records of one object of one system belong to one slot of one entity; else two rules would write "
             "them."},
    CodeText{
        "P009", "fewer than two systems",
        "With one system there is nothing to keep in step, unless another file's derive, reflect or conditions read "
        "its records."},
    CodeText{"P010", "unknown field", "The entity declares no field of that name. See entities/."},
    CodeText{
        "P011", "field not bound",
        "A field can only be synced where the system's binding carries it. An installation's custom field is bound "
        "in the sync file: bind: {crm: {tax_id: x_vat}}."},
    CodeText{"P012", "unknown slot",
             "Masters, conditions, timing and bindings name the places of this file's systems: crm, or erp.customer."},
    CodeText{"P013", "master that cannot be read", "A master's value must be readable, or there is nothing to spread."},
    CodeText{
        "P014", "field that can only be read in one system",
        "Without a master every system may write the field, but the binding of one of them is read-only: its value "
        "could never be made equal."},
    CodeText{
        "P015", "latest on financial data",
        "Clocks differ and stamps are coarse. Where money, stock or invoices are concerned, the later of two edits "
        "is not thereby the right one."},
    CodeText{"P016", "latest without stamps", "An object that shows no time of change cannot be compared by it."},
    CodeText{"P017", "rule without its ground",
             "Rules about a master or a foreign edit mean nothing where no system is master."},
    CodeText{"P018", "field that cannot match",
             "Records are matched by comparing what two systems show; a field that only one shows matches nothing."},
    CodeText{"P019", "similar records are proposed, never joined",
             "Two companies with alike names are often two companies. What is only similar goes to a person."},
    CodeText{
        "P020", "reference to what is not synced",
        "A reference is written as the other system's id of the same record, so that record's entity must be synced "
        "between the same systems."},
    CodeText{"P021", "reference to another object",
             "The binding refers to one object of the system, the other entity is synced with another one."},
    CodeText{"P022", "records that wait for each other", "Each of these records can only be created after the other."},
    CodeText{"P023", "creation without a required field",
             "The system, or the entity, accepts no record without this field, and nothing would fill it."},
    CodeText{
        "P024", "faulty expression",
        "Conditions and computed fields are CEL expressions over canonical names: tax_id is what is agreed, crm.tax_id "
        "what that system shows, customer.name what the record has to which the reference leads. See "
        "docs/reference/expressions.md."},
    CodeText{"P025", "malformed timing", "A slot's timing is a list of: webhook, poll <duration>, sweep <duration>."},
    CodeText{"P026", "nothing tells of changes",
             "A sweep proves freshness, rarely. Changes in between come by poll or webhook."},
    CodeText{"P027", "poll too often", "Below a second a poll is only load: the next begins before anyone could type."},
    CodeText{
        "P028", "sweep too rare, or useless",
        "A sweep finds what polls and webhooks missed, and deletions. More than a week without one hides them; more "
        "often than polling it makes the poll useless."},
    CodeText{"P029", "connector without webhooks", "The connector's description knows nothing that the system sends."},
    CodeText{"P030", "webhook without a secret",
             "Without a secret anyone could send changes, so unsigned webhooks are not accepted at all."},
    CodeText{
        "P031", "not supported yet",
        "The word is reserved for what a later version does. It is refused, since ignoring it would let you believe "
        "that it has an effect."},
    CodeText{"P032", "one way, but where to", "A one-way stage names the slots that are written."},
    CodeText{"P033", "system cannot do it", "The connector has no such call for this object."},
    CodeText{"P034", "system not used", "No file in sync/ mentions the system."},
    CodeText{"P035", "nothing to sync", "There is no file in sync/."},
    CodeText{"P036", "folder and name disagree",
             "connectors/<name>/connector.yaml and entities/<name>.yaml hold what their path says."},
    CodeText{"P037", "object without the field",
             "A binding names a field of the system that connector.yaml does not declare for this object."},
    CodeText{
        "P038", "one system cannot show the whole value",
        "A value that is cut or folded in one system is not trusted from there while another holds it whole: edits "
        "there are reverted. Name a master to make that visible."},
    CodeText{"P039", "faulty window",
             "A window is open from one time of day to a later one, or over midnight. A closed period is named in one "
             "way, and together they leave a time at which something can be written."},
    CodeText{"P040", "setting of another form", "What ${…} stands for is not what the connector needs."},
    CodeText{"P041", "syncline.yaml is missing", "A project is a folder with a file syncline.yaml."},
    CodeText{"P042", "name with two meanings",
             "In conditions a system's name and that of a field or of another entity would be the same word."},
    CodeText{"P043", "tolerance of something that is no number", "Only numbers can be nearly equal."},
    CodeText{"P044", "value table not used", "No binding of this project names the table."},
    CodeText{"P045", "field that nothing can spread to",
             "The value is master in one system and read-only in all others."},
    CodeText{"P046", "field of each system's own",
             "The entity says that each system has its own value of this field. It is shared only when a master is "
             "named."},
    CodeText{"P047", "value table, or its column for a slot, is missing",
             "A table that a field of a sync file names has a column for each of its slots; or a column label, and one "
             "for each slot that writes it otherwise."},
    CodeText{"P048", "half a row in a value table", "A row with an empty cell maps nothing."},
    CodeText{
        "P049", "nothing matches",
        "Records that are in both systems already are found by comparing fields. Without a rule they stay apart, and "
        "each is created in the other system a second time where `create` says so."},
    CodeText{
        "P050", "address that would not be called",
        "Internal addresses are called only in the networks that the system names, so that no mistake and no attack "
        "can turn the program against what stands beside it."},
    CodeText{"P051", "address without encryption", "Over http:// everybody on the way reads passwords and data."},
    CodeText{"P060", "test of something that is not synced",
             "A mapping test names an entity that has a file in sync/."},
    CodeText{"P061", "test with records in two forms",
             "All records of a slot are given in the system's form (record), or all by canonical names (canonical): "
             "the one goes through the binding, the other does not."},
    CodeText{"P062", "no fields", "Only the fields that are named under fields are kept in step."},
    CodeText{
        "P070", "value that is not kept",
        "What an expression reads of another entity's records is what is agreed there; fields that its sync file "
        "does not name are never agreed. A system's own name leads to what that system shows, which of a reference "
        "is an id."},
    CodeText{"P071", "made from what is not synced",
             "derive follows the links of another entity; without a sync file that one has none."},
    CodeText{
        "P072", "made from each other in a circle",
        "Two entities may be made from each other (a deal gives an order, an order that was born in the ERP gives a "
        "deal): the same two records belong together. With more there is no telling which came first."},
    CodeText{"P073", "computed field that nobody sees, or that is computed twice",
             "A computed field is written where the slot's binding carries it, and has one value in all of them."},
    CodeText{"P074", "label that the field cannot have",
             "The labels of a value table become values of the field; a choice has only its choices."},
    CodeText{
        "P075", "requirement that cannot be met",
        "require names what the entity refers to. What is provisioned is made by its own sync file, which must allow "
        "it there: create: {erp: on_demand}."},
    CodeText{
        "P076", "advance where nothing moves",
        "advance brings a record that was made from another to a status, by the calls that the connector declares. "
        "The status must be among the synced fields, and its binding must say write: transitions."},
    CodeText{"P077", "failure of nothing", "on_failure says what happens when a derived record cannot be made; once."},
    CodeText{"P078", "within what is no parent",
             "A field that counts only within a parent needs a synced reference that says who the parent is."},
    CodeText{"P079", "files that cannot travel",
             "The connector of the one slot must be able to list and fetch files of its records, that of the other to "
             "add them (files in connector.yaml)."},
    CodeText{"P080", "made from what cannot be found again",
             "What is derived is found from its source, and the source from it, by a reference between the two "
             "entities. The one to the source is filled in by itself."},
    CodeText{
        "P081", "webhooks to nowhere",
        "The connector asks the system to send webhooks to this server, and tells it under which address. It must be "
        "reachable from there, by https."},
    CodeText{"P082", "a question that nobody can answer",
             "A question is an entity of kind query. It is asked of one system, about records of an entity that is "
             "synced there, by the id that they have there; the connector must be able to read the object by it."},
};

}  // namespace

std::span<const CodeText> project_codes() { return codes; }

}  // namespace syncline
