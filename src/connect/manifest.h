#pragma once
// Manifest: a vendor as data. What its connector.yaml says, checked and compiled; immutable. docs/reference/manifest.md
// describes every word.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connect/drop_spec.h"
#include "connect/message_format.h"
#include "connect/sql_text.h"
#include "connect/system_port.h"
#include "connect/template_tree.h"

namespace syncline {

struct SettingSpec {
  enum class Type : std::uint8_t { string, url, secret, integer, boolean, map } type = Type::string;
  bool required = false;
  Value fallback;
  std::string description;
};

/// At most so many calls in so long.
struct CallRate {
  int calls = 10;
  Duration per = seconds(1);
};
/// "20/s", "100/m", "1000/h", "100000/d"; nothing when it is none.
std::optional<CallRate> parse_rate(std::string_view text);

struct CallSpec {
  std::string method = "POST";
  TemplateTree path, body;
  SqlText sql;          ///< instead of all others
  TemplateTree action;  ///< of SOAP and XML-RPC: what is called
  TemplateTree batch;   ///< several calls in one body, instead of `body` (multipart_calls.h)
  std::vector<std::pair<std::string, TemplateTree>> query, headers;
  bool enveloped = false;  ///< its path and body go in the manifest's envelope
};

/// The form in which all requests go, from ${request}, and where in an answer that is which was asked for.
struct EnvelopeSpec {
  CallSpec call;
  TemplateTree answer;
};

/// What an answer's parts mean. Empty templates: the default that is named.
struct AnswerSpec {
  TemplateTree records;  ///< a list; for `read` also a single map. Default: the body
  TemplateTree id;       ///< of a create
  TemplateTree next;     ///< of token paging; empty text: the end
  TemplateTree refused;  ///< true: refused inside a success
  ErrorClass refusal_class = ErrorClass::validation;
  TemplateTree refusal_message;
  bool each_judged = false;  ///< `records` are answers of their own: where they are found, the call has not failed
};

/// A question beside a call: what it answers is ${before.<name>}, or ${asked.<name>}.
struct QuestionSpec {
  std::string name;
  TemplateTree each;  ///< a list: asked once for each ${item} of it, and answered by a list of {item, answer}
  CallSpec call;
};

/// A call that completes a write, made once for each ${item}.
struct FollowingSpec {
  TemplateTree each;
  CallSpec call;
};

struct OperationSpec {
  CallSpec call;
  AnswerSpec answer;
  std::vector<QuestionSpec> before = {};
  std::vector<QuestionSpec> ask = {};     ///< of reads: asked of each answer before it is understood
  std::vector<TemplateTree> accept = {};  ///< names of warnings that are confirmed; "*" stands for any characters
  TemplateTree when = {};                 ///< of writes: false when `call` has nothing to say
  std::vector<FollowingSpec> then = {};   ///< of writes: what follows `call`
};

/// Something that must be so at the vendor, and what to do where it is not.
struct ReadinessSpec {
  std::string name;
  CallSpec call;
  TemplateTree holds, says, remedy;  ///< from the answer's ${body}
  bool is_warning = false;           ///< records can be kept in step without it
};

/// One call about several records.
struct BulkSpec {
  int most = 1;  ///< records per call
  CallSpec call;
  TemplateTree item;     ///< what is sent of each
  TemplateTree answers;  ///< a list of {status, headers, body}: of each what a call of its own would have answered
};

/// How a vendor asks back before it does something ("over the credit limit: really?"), and how one says yes.
struct WarningSpec {
  TemplateTree name;  ///< from a refusal; empty text: it is no warning
  OperationSpec confirm;
};

/// One change of state, from any of some states.
struct HopSpec {
  std::vector<std::string> from;
  std::string to;
  bool irreversible = false;
  OperationSpec operation;
};

enum class Strategy : std::uint8_t { keyset, branches, token, sweep, window, offset_in_window, log };
std::string_view name_of(Strategy);

struct ListBranch;

struct ListSpec {
  Strategy strategy = Strategy::keyset;
  OperationSpec operation;
  int page = 200;
  Duration overlap;
  std::string first = "0";     ///< the id that sweep, and the records of one moment, begin after; of log its beginning
  std::string begin;           ///< windows: the moment or date of the first
  Duration window;             ///< windows: the longest; 0: any length
  Duration hold_back;          ///< windows: the youngest time that is not asked for yet …
  TemplateTree hold_back_set;  ///< … where the settings say it
  bool by_id = false;          ///< window: its pages go on after an id
  int most = 0;                ///< offset-in-window: so many rows can be reached; 0: all
  std::vector<ListBranch> branches;
  std::string parent, stamp;       ///< of lists that only name records: paths of the id and of the stamp
  bool whole = false;              ///< of child streams: a row shows all that the parent takes of the child
  std::vector<TemplateTree> with;  ///< maps: ${with} of its requests, beside what the object says; outer lists first
};

struct ListBranch {
  std::string name;
  ListSpec list;
};

enum class ValueType : std::uint8_t {
  text,
  boolean,
  integer,
  decimal,
  date,
  datetime,
  many2one,
  many2many,
  enumeration,
  any
};

/// Child records, or a single value, that stand elsewhere: one call for those of all records of a page.
struct PartsCall {
  OperationSpec operation;
  std::string parent;  ///< where a child shows its parent's id
};

struct ValueSpec {
  std::string name;  ///< in our content
  std::string path;  ///< as the vendor calls it
  ValueType type = ValueType::any;
  std::string lookup;                  ///< name of the lookup that turns the vendor's id into a code
  std::vector<ValueSpec> part = {};    ///< of child records; "id" is always there
  TemplateTree value = {};             ///< worked out from ${record}; never written
  std::vector<std::string> from = {};  ///< vendor paths that `value` needs
  bool asked = true;                   ///< false: the manifest makes it itself, the vendor does not know the name
  std::shared_ptr<const PartsCall> parts_from = nullptr;
  std::optional<Value> empty = {};  ///< what stands for nothing in it, there; unset: as the format says
  std::string form = {};            ///< of days and moments (written_forms.h); empty: as the format says
};

/// How this vendor writes values.
struct ValueFormat {
  enum class Empty : std::uint8_t { null, false_, blank } empty = Empty::null;
  std::string datetime, date;  ///< as written_forms.h has them; empty: ISO 8601
  char decimal_mark = '.';     ///< in texts
  bool many2one_pair = false;  ///< [id, "name"] instead of id
  bool dotted = false;         ///< asked as "lines.price", answered under "lines."
  std::string type_tag;        ///< typed values: {"__class__": "Decimal", …}; empty: plain
  bool ids_are_numbers = true;
  enum class Dates : std::uint8_t {
    iso,
    ticks,        ///< "/Date(1795132800000)/", in bodies
    milliseconds  ///< 1795132800000, everywhere
  } dates = Dates::iso;
  bool decimals_are_texts = false;
  Value empty_number = {};  ///< what is shown in numbers where there is nothing; null: as elsewhere
  TemplateTree many2many;   ///< how a set of references is written, from ${ids} and ${others}; empty: the ids
};

/// The files of a record. `id`, `name`, `type`, `size` and `version` are of ${item}, one of the list.
struct FilesSpec {
  OperationSpec list;
  TemplateTree id, name, type, size, version;
  OperationSpec download;
  std::string at;  ///< key of the answer under which the file stands as base64; empty: the answer is the file
  std::optional<OperationSpec> upload, probe;
};

struct ObjectSpec {
  ObjectTraits traits;
  std::string id = "id";
  std::vector<ValueSpec> fields;
  std::vector<std::string> stamps;                     ///< the first that is not empty counts
  std::string version;                                 ///< field that holds the precondition token
  TemplateTree with;                                   ///< a map: ${with} of its requests
  TemplateTree part_create, part_update, part_delete;  ///< what is done to child records, in a list of commands
  TemplateTree part_item;                              ///< or each of a list that is sent whole
  std::optional<ListSpec> changes, sweep;
  std::optional<OperationSpec> read, merged, create, update, deactivate, remove, probe;
  std::optional<OperationSpec> completed;  ///< asked when a read finds nothing: what is known of it beyond its end
  std::map<EffectOp, BulkSpec> bulk;
  std::optional<BulkSpec> bulk_read;
  std::vector<HopSpec> hops;
  std::optional<OperationSpec> notify, notify_probe;
  std::optional<FilesSpec> files;
  std::optional<DropSpec> drop;  ///< of systems that leave files
  std::vector<ReadinessSpec> readiness;
  std::map<std::string, ListSpec> children;  ///< stream → list that gives the parent's id

  /// Vendor paths of all fields, as the vendor wants to be asked.
  std::vector<std::string> requested(const ValueFormat&) const;
  const ValueSpec* field(std::string_view name) const;
  const HopSpec* hop(std::string_view from, std::string_view to) const;
  /// Of a write that is no hop.
  const std::optional<OperationSpec>& operation(EffectOp) const;
};

struct ErrorRule {
  TemplateTree when;
  ErrorClass cls = ErrorClass::transient;
  bool nothing_sent = false;  ///< the vendor says that nothing was done
  std::optional<Duration> retry_after;
  TemplateTree retry_at;     ///< a moment
  bool pauses_path = false;  ///< only calls of the same path wait
};

struct ErrorSpec {
  TemplateTree code, message, failed;
  std::vector<ErrorRule> rules;
  ErrorClass not_understood = ErrorClass::transient;
};

/// A token that every call that may change something carries, beside the cookies of the answer that gave it.
struct WriteTokenSpec {
  CallSpec call;
  TemplateTree token;    ///< from that answer, whatever its status
  std::string header;    ///< where it is sent
  TemplateTree expired;  ///< of a refused call: the token is no longer good, and nothing was done
};

struct AuthSpec {
  enum class Kind : std::uint8_t { none, header, basic, session, oauth2 } kind = Kind::none;
  std::vector<std::pair<std::string, TemplateTree>> headers;  ///< of every call; see `token` after a sign-in
  TemplateTree user, password;                                ///< basic
  std::optional<CallSpec> sign_in;                            ///< session
  TemplateTree token, expired;
  TemplateTree token_url, client_id, client_secret, scope;  ///< oauth2
  bool client_in_body = false;                              ///< oauth2: else id and secret stand in a header
  TemplateTree key, subject, audience;                      ///< oauth2: of the assertion; no key: the secret is used
  TemplateTree base_url;                                    ///< oauth2: from the answer; empty: the manifest's
  std::optional<WriteTokenSpec> write_token;
};

/// Where answers say how much of the rate is left. Numbers; times in seconds.
struct NoticeSpec {
  TemplateTree limit, window, remaining, resets_in, resets_at;

  bool given() const { return !limit.empty() || !remaining.empty(); }
};

struct LookupSpec {
  OperationSpec operation;
  std::string id = "id", code = "code";
  bool lists_all = true;  ///< false: an id that it does not list means nothing
};

/// Something of the system that its requests need and no setting says: asked once, after the sign-in.
struct DiscoverySpec {
  std::string name;
  CallSpec call;
  TemplateTree value;          ///< from the answer; null or empty: it is not there
  TemplateTree missing;        ///< what to do then
  TemplateTree outdated = {};  ///< condition on any later answer: it is so no longer
};

/// How a webhook proves where it comes from.
struct WebhookProof {
  enum class Kind : std::uint8_t {
    standard_webhooks,
    hmac_sha256,
    shared_secret,  ///< in a header
    url_secret,     ///< in the query, or the last segment of the path
    body_secret,    ///< somewhere in the body
  } kind = Kind::shared_secret;
  std::vector<TemplateTree> secrets;  ///< from the settings; those that are empty are none
  std::string header, prefix;
  bool base64 = false;                 ///< else hex
  std::string signed_text = "{body}";  ///< hmac_sha256
  std::string timestamp_header;
  bool timestamp_in_ms = false;
  Duration tolerance = minutes(5);
  std::string query;      ///< url_secret: the parameter; empty: the last segment of the path
  TemplateTree found;     ///< body_secret
  TemplateTree address;   ///< how the sender sees us, where the address is signed
  std::string unescaped;  ///< characters that it signs without their escapes
};

/// How a system is asked to announce changes, where that ends by itself after a time.
struct SubscribeSpec {
  std::vector<std::pair<std::string, TemplateTree>> objects;  ///< object → what requests see as ${wanted}
  OperationSpec list;                                         ///< all that there are; `item` is one of them
  TemplateTree ours;                                          ///< whether `item` is that of ${wanted} at ${url}
  TemplateTree expires;                                       ///< of `item`: the moment
  OperationSpec create, renew;
  Duration renew_before = days(1);

  bool covers(std::string_view object) const;
};

struct WebhookSpec {
  WebhookProof proof;
  bool form = false;                        ///< the body is a form, not JSON
  TemplateTree each;                        ///< the list of what is told; without it the body is the only one
  TemplateTree object, native, occurrence;  ///< of `item`; object empty: none of ours
  bool full = false;                        ///< it holds whole records
  TemplateTree record;                      ///< of `item`: as `read` answers it; empty: the item itself
  std::string remedy;                       ///< what to do when they cannot be found
  TemplateTree handshake;                   ///< from `query`: what a request is answered that only asks who we are
  std::optional<SubscribeSpec> subscribe;
};

struct Manifest;

/// One of several APIs behind which a vendor may stand.
struct VariantSpec {
  std::string name;
  std::shared_ptr<const Manifest> manifest;
};

/// Which one it is, as the system itself says.
struct VariantsSpec {
  DiscoverySpec detect;              ///< its value is the name of one
  std::string setting;               ///< by which a project names the one that it means; empty: none
  std::vector<VariantSpec> of = {};  ///< all with the same objects and fields; none: there is only one API
};

/// Of a connector with variants: the first of them.
struct Manifest {
  std::string name, title, docs;
  std::string tried;                         ///< on what it was proven
  std::map<std::string, std::string> words;  ///< what the files of a new project call things there
  MessageFormat format;
  std::map<std::string, SettingSpec> settings;
  TemplateTree base_url;
  PlaceSpec place;                                          ///< of systems that leave files, instead of base_url
  std::vector<std::pair<std::string, TemplateTree>> names;  ///< computed once from the settings
  AuthSpec auth;
  std::optional<EnvelopeSpec> envelope;
  std::vector<DiscoverySpec> discover;
  std::vector<ReadinessSpec> readiness;
  int concurrency = 4;
  CallRate rate;
  std::optional<CallRate> quota;                             ///< of a longer time, beside `rate`
  std::vector<std::pair<std::string, CallRate>> path_rates;  ///< of paths that match, beside `rate`
  NoticeSpec notice;
  Duration timeout = seconds(60);
  ValueFormat values;
  ErrorSpec errors;
  std::optional<WarningSpec> warnings;
  std::map<std::string, LookupSpec> lookups;
  std::map<std::string, ObjectSpec> objects;
  std::optional<WebhookSpec> webhook;
  VariantsSpec variants;

  /// A copy that `change` was made to, and with it to each of its variants.
  std::shared_ptr<const Manifest> changed(const std::function<void(Manifest&)>& change) const;
};

/// Findings name file, line and column; the manifest is usable only when there are no errors among them.
std::shared_ptr<const Manifest> read_manifest(const Document&, Diagnostics& findings);

}  // namespace syncline
