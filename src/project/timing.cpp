// `timing` of a sync file → how each object is watched.
#include "base/text.h"
#include "project/compilation.h"

namespace syncline {
namespace {

/// Whether any of the secrets that the connector would accept is set, to whatever value.
bool has_secret(const ProjectSystem& system) {
  Map settings;
  for (const auto& [name, spec] : system.manifest->settings) settings.set(name, spec.fallback);
  for (const auto& [name, setting] : system.settings) settings.set(name, setting.written);
  const Map variables{{"settings", std::move(settings)}};
  for (const TemplateTree& secret : system.manifest->webhook->proof.secrets) {
    const auto text = secret.text(expr::MapBindings(variables));
    if (text && !text->empty()) return true;
  }
  return false;
}

/// The setting that most likely takes it, for the remedy.
std::string secret_setting(const Manifest& manifest) {
  for (const auto& [name, spec] : manifest.settings) {
    if (spec.type == SettingSpec::Type::secret && name.find("webhook") != std::string::npos) return name;
  }
  return "webhook_secret";
}

class TimingReader {
 public:
  TimingReader(Compilation& c, SyncDraft& draft, const SlotDraft& slot)
      : c_(c), draft_(draft), slot_(slot), path_("timing." + slot.rule.slot) {
    plan_ = {slot.rule.system, slot.rule.object, c.poll, c.sweep};
  }

  PollPlan read() {
    const Value& words = draft_.file["timing"][slot_.rule.slot];
    if (words.is_list()) {
      for (std::size_t i = 0; i < words.as_list().size(); ++i) {
        const Place at = draft_.document.place(path_ + "." + std::to_string(i));
        if (words.as_list()[i].is_string()) read_word(words.as_list()[i].as_string(), at);
      }
      if (!tells_) {
        c_.report("P026", draft_.document.place(path_), slot_.rule.slot + " is neither polled nor sends webhooks",
                  "add poll: [poll 1m, …]");
      }
    }
    check();
    return std::move(plan_);
  }

 private:
  void read_word(const std::string& word, const Place& at) {
    const auto parts = split(squeeze(word), ' ');
    const auto duration = parts.size() == 2 ? parse_duration(parts[1]) : std::nullopt;
    if (word == "webhook") {
      tells_ = true;
      read_webhook(at);
    } else if (duration && parts[0] == "poll") {
      tells_ = true;
      plan_.interval = *duration;
      poll_at_ = at;
    } else if (duration && parts[0] == "sweep") {
      plan_.sweep_every = *duration;
      sweep_at_ = at;
    } else {
      tells_ = tells_ || parts[0] == "poll";
      c_.report("P025", at, in_quotes(word) + " says nothing about timing",
                "write webhook, poll <duration> or sweep <duration>: [webhook, poll 1m, sweep 24h]");
    }
  }

  void read_webhook(const Place& at) {
    ProjectSystem* system = c_.system(slot_.rule.system);
    if (!system) return;
    if (!system->manifest->webhook) {
      c_.report("P029", at, "the connector " + system->connector + " knows no webhooks of its system",
                "poll instead: poll 1m");
    } else if (!has_secret(*system)) {
      c_.report("P030", at,
                slot_.rule.system + " is to send webhooks, but no secret is set for them; unsigned ones are refused",
                "add to the system: " + secret_setting(*system->manifest) + ": \"${env:" + to_upper(slot_.rule.system) +
                    "_WEBHOOK_SECRET}\"");
    } else if (const auto& subscribe = system->manifest->webhook->subscribe) {
      read_subscription(*system, *subscribe, at);
    } else {
      system->webhook_objects.push_back(slot_.rule.object);
    }
  }

  /// Webhooks that we ask the system for.
  void read_subscription(ProjectSystem& system, const SubscribeSpec& subscribe, const Place& at) {
    if (!subscribe.covers(slot_.rule.object)) {
      c_.report("P029", at, slot_.rule.system + " announces no changes of " + slot_.rule.object,
                "poll instead: poll 1m");
    } else if (c_.project.server.public_url.empty()) {
      c_.report("P081", at,
                slot_.rule.system + " is to be asked to send webhooks, but it is not said where this server is reached",
                "add to syncline.yaml: server: {public_url: \"https://sync.example.com\"}");
    } else {
      system.webhook_objects.push_back(slot_.rule.object);
    }
  }

  void check() {
    const Place poll_at = poll_at_.value_or(slot_.at), sweep_at = sweep_at_.value_or(slot_.at);
    if (plan_.interval < seconds(1)) {
      c_.report("P027", poll_at, slot_.rule.slot + " is polled every " + to_text(plan_.interval),
                "poll at most once a second; webhooks are faster");
    }
    if (plan_.sweep_every < plan_.interval) {
      c_.report("P028", sweep_at,
                slot_.rule.slot + " is swept every " + to_text(plan_.sweep_every) + ", but polled only every " +
                    to_text(plan_.interval),
                "sweep less often than you poll");
    } else if (plan_.sweep_every > days(7)) {
      c_.warn("P028", sweep_at,
              slot_.rule.slot + " is swept every " + to_text(plan_.sweep_every) +
                  ": so long a deletion, or a change that was missed, may stay unseen",
              "sweep at least once a week, best every night: sweep 24h");
    }
  }

  Compilation& c_;
  SyncDraft& draft_;
  const SlotDraft& slot_;
  std::string path_;
  PollPlan plan_;
  std::optional<Place> poll_at_, sweep_at_;
  bool tells_ = false;
};

}  // namespace

void read_timing(Compilation& c, SyncDraft& draft) {
  for (const SlotDraft& slot : draft.slots) draft.polls.push_back(TimingReader(c, draft, slot).read());
}

}  // namespace syncline
