#pragma once
// ManifestReader: a document → a Manifest. What it cannot use is reported at its place.

#include <memory>
#include <optional>
#include <string>

#include "connect/manifest.h"
#include "connect/spot.h"

namespace syncline {

class ObjectTemplates;

class ManifestReader {
 public:
  ManifestReader(const Document& document, Diagnostics& findings)
      : document_(document), findings_(findings), root_{&document.value(), &document.root()} {}
  std::shared_ptr<const Manifest> read();

 private:
  TemplateTree tree(const Spot& spot);
  /// An expression without ${}.
  TemplateTree condition(const Spot& spot);
  void report(const Spot& spot, std::string message, std::string remedy);

  void read_variants();
  void read_setting(const std::string& name, const Spot& spot);
  void read_limits();
  MessageFormat format();
  CallRate rate(const Spot& spot, const CallRate& other);
  ErrorClass error_class(const Spot& spot, ErrorClass other);
  ErrorSpec errors(const Spot& spot);
  ValueFormat values(const Spot& spot);
  AuthSpec auth(const Spot& spot);
  WebhookProof webhook_proof(const Spot& spot);
  WebhookSpec webhook(const Spot& spot);
  SubscribeSpec subscribe(const Spot& spot);
  std::vector<ReadinessSpec> readiness(const Spot& spot);

  EnvelopeSpec envelope(const Spot& spot);
  CallSpec call(const Spot& spot);
  /// One that goes as it stands, whatever the envelope says.
  CallSpec plain_call(const Spot& spot);
  CallSpec enveloped_call(const Spot& spot);
  CallSpec sql_call(const Spot& spot);
  /// What need not be said of rows; and refuses what would miss some.
  void complete_sql(ObjectSpec& object, const Spot& spot);
  void require_horizon(const ListSpec& list, const Spot& spot);
  void read_log(ListSpec& list, const Spot& spot);
  OperationSpec operation(const Spot& spot);
  std::optional<OperationSpec> optional_operation(const Spot& spot);
  /// `with`: what the lists around it say.
  ListSpec list(const Spot& spot, std::vector<TemplateTree> with = {});
  std::optional<ListSpec> optional_list(const Spot& spot);
  ValueSpec field(const std::string& name, const Spot& spot);
  ValueSpec root_field(const std::string& name, const Spot& spot);
  ObjectSpec object(const std::string& name, ObjectTemplates& templates);
  void read_parts(ObjectSpec& object, const Spot& spot);
  void read_transitions(ObjectSpec& object, const Spot& spot);
  /// `all`: what is said of all kinds of calls together.
  BulkSpec bulk(const Spot& spot, const Spot& all);
  /// After what is said of one record.
  void read_bulk(ObjectSpec& object, const Spot& spot);
  void read_notify(ObjectSpec& object, const Spot& spot);
  void read_files(ObjectSpec& object, const Spot& spot);
  PlaceSpec place(const Spot& spot);
  RowFormat row_format(const Spot& spot);
  IncomingSpec incoming(const Spot& spot);
  OutgoingSpec outgoing(const Spot& spot);
  /// `spot`: the object.
  void read_drop(ObjectSpec& object, const Spot& spot);
  void require_field(const ObjectSpec& object, const std::string& name, const Spot& spot);
  ObjectTraits traits(const std::string& name, const Spot& spot, const ObjectSpec& object);

  const Document& document_;
  Diagnostics& findings_;
  Spot root_;
  expr::Scope scope_;
  Manifest manifest_;
};

}  // namespace syncline
