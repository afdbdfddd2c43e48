// Files of a record: listed, fetched and added, as base64 inside JSON or as they are.
#include "base/hash.h"
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const std::string shop = shop_with(R"(auth:
  kind: session
  sign_in: {request: {path: /login, body: {}}, token: "${body.token}"}
  headers: {Authorization: "Bearer ${token}"}
values: {ids: text}
errors:
  failed: "${has(body.error)}"
  message: "${has(body.error) ? body.error : ''}"
  classes: [{when: "status == 200", class: validation}]
objects:
  order:                        # files as base64 inside JSON
    fields: {name: {type: text}}
    files:
      list: {request: {path: "/orders/${id}/files"}}
      id: "${item.no}"
      name: "${item.title}"
      type: "${item.mime}"
      size: "${item.bytes}"
      version: "${item.sum}"
      download: {at: datas, request: {path: /file, body: {no: "${file}"}}}
      upload: {request: {path: "/orders/${id}/files", body: {title: "${item.name}", datas: "${file}", note: "${key}"}}, id: "${body.no}"}
      probe: {request: {path: "/orders/${id}/files", query: {note: "${key}"}}, id: "${size(body) == 0 ? '' : body[0].no}"}
  letter:                       # files as they are
    fields: {name: {type: text}}
    files:
      list: {request: {path: "/letters/${id}/files"}}
      id: "${item.no}"
      name: "${item.title}"
      download: {request: {path: "/files/${file}"}}
      upload: {request: {method: PUT, path: "/letters/${id}/files", query: {name: "${item.name}"}}}
  note: {fields: {name: {type: text}}}
)");

struct Shop {
  Shop() {
    auto made = make_http_port(rt, client, manifest_of(shop), "erp", {});
    if (!made) FAIL(describe(made.error()));
    port = *made;
  }
  void answer_with(std::string body, int status = 200) {
    client.reply = [this, body = std::move(body), status](const HttpRequest& request) {
      if (request.url.ends_with("/login")) return answer(R"({"token":"t)" + std::to_string(++sign_ins) + R"("})");
      return expired-- > 0 ? answer("{}", 401) : answer(body, status);
    };
  }
  static FileUpload signed_copy(const char* object) {
    return {.record = {"erp", object, "o1"},
            .name = "signed \"copy\".pdf",
            .type = "application/pdf",
            .size = 5013,
            .key = "f-7"};
  }
  int sign_ins = 0, expired = 0;
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
  Bytes pdf{"%PDF-1.7 " + std::string(5000, '\x01') + "\xFF end"};
  const FileEntry file{"9", "a.pdf", "application/pdf", std::nullopt};
};

}  // namespace

TEST_CASE_FIXTURE(Shop, "the files of a record are listed with what is known of them") {
  answer_with(
      R"([{"no":"9","title":"a.pdf","mime":"application/pdf","bytes":12,"sum":"ab"},{"no":"10","title":"b","mime":null,"bytes":null,"sum":null}])");
  const auto files = port->list_files({"erp", "order", "o1"}, {});
  REQUIRE_MESSAGE(files, describe(files.error()));
  REQUIRE(files->size() == 2);
  CHECK(files->at(0).name == "a.pdf");
  CHECK(files->at(0).size == 12u);
  CHECK(files->at(0).version == "ab");
  CHECK_FALSE(files->at(1).size);
  CHECK(port->traits("order")->takes_files);
  CHECK_FALSE(port->traits("note")->has_files);
  CHECK(port->list_files({"erp", "note", "o1"}, {}).error().cls == ErrorClass::config);
}

TEST_CASE_FIXTURE(Shop, "a file inside JSON arrives whole; an error in its place is the vendor's error") {
  Kept kept;
  answer_with(R"([{"id":9,"datas":")" + base64(pdf.text) + R"("}])");
  expired = 1;
  REQUIRE(port->download({"erp", "order", "o1"}, file, kept, {}));
  CHECK(kept.text == pdf.text);
  CHECK(sign_ins == 2);
  CHECK(json(client.requests.back().body) == json(R"({"no":"9"})"));
  answer_with(R"({"error":"not for you"})");
  const auto refused = port->download({"erp", "order", "o1"}, file, kept, {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().cls == ErrorClass::validation);
  CHECK(refused.error().message == "not for you");
  answer_with(R"([{"id":9,"datas":false}])");
  CHECK(port->download({"erp", "order", "o1"}, file, kept, {}).error().code == "connect.no_file");
  CHECK(kept.text == pdf.text);
}

TEST_CASE_FIXTURE(Shop, "a file as it is arrives as it is") {
  Kept kept;
  answer_with(pdf.text);
  REQUIRE(port->download({"erp", "letter", "o1"}, file, kept, {}));
  CHECK(kept.text == pdf.text);
  CHECK(client.requests.back().url == "https://shop.example/files/9");
  answer_with("gone", 404);
  CHECK_FALSE(port->download({"erp", "letter", "o1"}, file, kept, {}));
  CHECK(kept.text == pdf.text);
}

TEST_CASE_FIXTURE(Shop, "an upload carries file, name and key; after a new sign-in it carries them again") {
  answer_with(R"({"no":"11"})");
  expired = 1;
  const WriteOutcome added = port->upload(signed_copy("order"), pdf, {});
  CHECK_MESSAGE(added.kind == WriteOutcome::Kind::applied, describe(added.error.value_or(Error{})));
  CHECK(added.native == "11");
  CHECK(json(client.requests.back().body) ==
        Value(Map{{"title", "signed \"copy\".pdf"}, {"datas", base64(pdf.text)}, {"note", "f-7"}}));
  CHECK(*header(client.requests.back().headers, "Content-Type") == "application/json");
  CHECK(port->upload(signed_copy("letter"), pdf, {}).kind == WriteOutcome::Kind::applied);
  CHECK(client.requests.back().body == pdf.text);
  CHECK(*header(client.requests.back().headers, "Content-Type") == "application/pdf");
}

TEST_CASE_FIXTURE(Shop, "an upload of unknown outcome is looked for by its key") {
  answer_with("", 502);
  CHECK(port->upload(signed_copy("order"), pdf, {}).kind == WriteOutcome::Kind::unknown);
  CHECK(port->probe_file(signed_copy("order"), {}).kind == ProbeOutcome::Kind::cannot_tell);
  answer_with(R"([{"no":"11"}])");
  CHECK(port->probe_file(signed_copy("order"), {}).native == "11");
  CHECK(client.requests.back().url.ends_with("/orders/o1/files?note=f-7"));
  answer_with("[]");
  CHECK(port->probe_file(signed_copy("order"), {}).kind == ProbeOutcome::Kind::absent);
  CHECK(port->probe_file(signed_copy("letter"), {}).kind == ProbeOutcome::Kind::cannot_tell);
}
