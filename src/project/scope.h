#pragma once
// Names: what the expressions of a sync file may name, and which of it belongs to other entities' records.

#include "expr/expr.h"
#include "project/compilation.h"

namespace syncline {

/// How a link leads to links of another entity: those that refer to it, or the one that is made from it.
struct Relation {
  std::string name;
  const SyncDraft* to = nullptr;
  bool many = false;
};
/// References are no relations; they are fields.
std::vector<Relation> relations_of(const Drafts&, const SyncDraft&);

/// What an expression reads beyond its own entity.
struct Reads {
  std::vector<std::string> relations = {};   ///< dotted paths, as in the program
  std::set<std::string> entities = {};       ///< whose fields
  std::vector<std::string> unkept = {};      ///< "status of order": fields that the entity's sync file does not keep
  std::vector<std::string> by_id_only = {};  ///< "crm.customer": a slot's reference leads nowhere
};

class Names {
 public:
  /// Of the conditions of `draft`: `name` is what is agreed, `crm.name` and `members.crm.name` what that slot shows,
  /// `customer.name`, `orders`, `crm.orders`, `order.status` what is related, `problem` why something is missing.
  Names(const Drafts& drafts, const SyncDraft& draft);
  /// Only the records of `source`, by their entity's name.
  static Names of_source(const Drafts& drafts, const SyncDraft& source);

  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;

  /// Valid as long as this object. Without `result` the expression may give anything.
  expr::Scope scope(std::optional<expr::Type> result) const;
  Reads reads_of(const expr::Program&) const;

 private:
  struct OnlySource {};
  Names(const Drafts& drafts, const SyncDraft& draft, OnlySource);
  void add_entities();
  expr::Type type_of(const FieldSpec&, const std::string& owner);
  void add_slots();
  void add_slot(const std::string& slot, expr::ObjectType& members, std::map<std::string, expr::ObjectType>& roles);
  void follow(const std::string& path, Reads&) const;

  const Drafts& drafts_;
  const SyncDraft& draft_;
  bool only_source_ = false;
  expr::TypeEnv types_;
  std::map<std::string, expr::Type, std::less<>> variables_;
};

/// The type that an expression for such a field must give; nothing: it cannot be said by a type alone.
std::optional<expr::Type> result_type(const FieldSpec&);

/// Compiles, and reports what is wrong at `keys` of `document`: P024 for the expression, P070 for what no file keeps.
/// `reads`: may be null.
std::shared_ptr<const expr::Program> compile_at(Compilation&, const Document&, const std::vector<std::string>& keys,
                                                const std::string& source, const Names&,
                                                const std::optional<expr::Type>& result, Reads* reads);

}  // namespace syncline
