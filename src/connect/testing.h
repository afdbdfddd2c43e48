#pragma once
// For tests: the manifests that ship, and a client that answers as told.

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <functional>
#include <sstream>

#include "base/json.h"
#include "config/yaml.h"
#include "connect/manifest.h"
#include "net/http_client.h"

namespace syncline::testing {

inline std::shared_ptr<const Manifest> manifest_of(const std::string& yaml,
                                                   const std::string& file = "connector.yaml") {
  auto document = parse_yaml(yaml, file);
  if (!document) FAIL(render(document.error(), {{file, yaml}}));
  Diagnostics findings;
  auto manifest = read_manifest(*document, findings);
  if (!findings.empty()) FAIL(render(findings, {{file, yaml}}));
  return manifest;
}

/// The connector of a shop that speaks JSON at https://shop.example; `rest` begins with a line of its own.
inline std::string shop_with(const std::string& rest) {
  return "connector: shop\ntitle: Shop\nprotocol: json-http\nbase_url: https://shop.example\n" + rest;
}

inline std::shared_ptr<const Manifest> shipped(const std::string& name) {
  const std::string path = "connectors/" + name + "/connector.yaml";
  std::ifstream file(std::string(SYNCLINE_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return manifest_of(text.str(), path);
}

/// One of its APIs; of a connector for one API that.
inline std::shared_ptr<const Manifest> shipped(const std::string& name, std::string_view variant) {
  const auto manifest = shipped(name);
  for (const VariantSpec& each : manifest->variants.of) {
    if (each.name == variant) return each.manifest;
  }
  return manifest;
}

/// No more than it requires: an address that tells its name, every other value that of its key.
inline Map settings_of(const std::string& name) {
  const auto manifest = shipped(name);
  Map settings;
  for (const auto& [key, spec] : manifest->settings) {
    if (spec.required) settings.set(key, spec.type == SettingSpec::Type::url ? "http://" + name + ".example" : key);
  }
  return settings;
}

inline Value json(std::string_view text) {
  auto value = parse_json(text);
  if (!value) FAIL(describe(value.error()));
  return *value;
}

/// Keeps every request; answers come from the test.
struct ScriptedClient final : HttpClient {
  using Reply = Result<HttpResponse, TransportError>;
  std::function<Reply(const HttpRequest&)> reply;
  std::vector<HttpRequest> requests;

  Reply send(const HttpRequest& request, Instant) override {
    requests.push_back(request);
    return reply(request);
  }
  Value body(std::size_t i) const { return json(requests.at(i).body); }
};

inline ScriptedClient::Reply answer(std::string body, int status = 200) {
  return HttpResponse{status, {{"Content-Type", "application/json"}}, std::move(body)};
}

/// A file that is sent, in pieces of 1,000 bytes at most.
struct Bytes final : BodySource {
  explicit Bytes(std::string all) : text(std::move(all)) {}
  std::uint64_t size() const override { return text.size(); }
  Result<std::string, Error> next(std::size_t most) override {
    std::string out = text.substr(at, std::min<std::size_t>(most, 1000));
    at += out.size();
    return out;
  }
  void rewind() override { at = 0; }
  std::string text;
  std::size_t at = 0;
};

/// A file that comes, held.
struct Kept final : BodySink {
  Result<void, Error> take(std::string_view piece) override {
    text += piece;
    return {};
  }
  std::string text;
};

/// Time stands still until someone sleeps.
struct StillRuntime final : Runtime {
  Instant at{1'795'227'904'000'000};
  struct NoParker final : Parker {
    bool park(Instant) override { return true; }
    void unpark() override {}
  };
  Instant now() override { return at; }
  std::uint64_t random() override { return 4; }
  void sleep_until(Instant until) override { at = std::max(at, until); }
  Task spawn(std::string_view, std::function<void()>) override { return {}; }
  std::unique_ptr<Parker> make_parker() override { return std::make_unique<NoParker>(); }
  void yield() override {}
  void point(std::string_view) override {}
  bool stopping() override { return false; }
};

}  // namespace syncline::testing
