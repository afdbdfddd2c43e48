#include <doctest/doctest.h>

#include "drop/place.h"

using namespace syncline;

TEST_SUITE("sftp address") {
  TEST_CASE("user, host, port and path") {
    const auto plain = parse_sftp("sftp://erp@files.example/drop/");
    REQUIRE(plain.ok());
    CHECK(plain->user == "erp");
    CHECK(plain->host == "files.example");
    CHECK(plain->port == 22);
    CHECK(plain->root == "/drop");
    const auto full = parse_sftp("sftp://a@b.example@[::1]:2222/");
    REQUIRE(full.ok());
    CHECK(full->user == "a@b.example");
    CHECK(full->host == "::1");
    CHECK(full->port == 2222);
    CHECK(full->root == "/");
  }

  TEST_CASE("what is no address is refused, a password in it as well") {
    for (const char* wrong :
         {"", "ftp://a@b/c", "sftp://host/path", "sftp://a@host", "sftp://@host/p", "sftp://a@host:/p",
          "sftp://a@host:99999/p", "sftp://a@host:22x/p", "sftp://a:secret@host/p", "sftp://a@/p"}) {
      CAPTURE(wrong);
      const auto parsed = parse_sftp(wrong);
      REQUIRE(!parsed.ok());
      CHECK(parsed.error().cls == ErrorClass::config);
    }
  }

  TEST_CASE("nobody is called without a key to know it by, and a way to sign in") {
    SftpAccess access;
    access.host = "files.example";
    access.user = "erp";
    access.root = "/drop";
    access.password = "p";
    CHECK(make_sftp_place(access).error().code == "drop.host_key");
    access.known_hosts = "# a comment\nfiles.example ssh-ed25519 not-a-key\n";
    CHECK(make_sftp_place(access).error().code == "drop.host_key");
    access.known_hosts =
        "files.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMlOF7sYDkDSWY/vWQ1n5vqVSBL0FExgGjQhkTVtw6Z5\n";
    CHECK(make_sftp_place(access).ok());
    access.password = "";
    CHECK(make_sftp_place(access).error().code == "drop.sign_in");
  }
}
