#include "net/address_guard.h"

#include <doctest/doctest.h>

namespace syncline {
namespace {

AddressGuard guard(std::vector<std::string> allowed = {}) { return AddressGuard::make(allowed).value(); }

bool refused(const AddressGuard& g, std::string_view text) {
  const auto address = parse_ip(text);
  REQUIRE_MESSAGE(address.has_value(), text);
  return g.refusal(*address).has_value();
}

constexpr const char* never[] = {
    // IPv4: first and last address of each network, and the well-known ones
    "0.0.0.0", "0.0.0.1", "0.255.255.255", "10.0.0.0", "10.1.2.3", "10.255.255.255", "100.64.0.0", "100.100.100.200",
    "100.127.255.255", "127.0.0.0", "127.0.0.1", "127.1.1.1", "127.255.255.255", "169.254.0.0", "169.254.169.254",
    "169.254.169.253", "169.254.170.2", "169.254.255.255", "172.16.0.0", "172.17.0.1", "172.31.255.255", "192.0.0.0",
    "192.0.0.192", "192.0.0.255", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.1.1", "192.168.255.255",
    "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "168.63.129.16",
    // IPv6
    "::", "::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fd20:ce::254", "fdff:ffff::1", "fe80::1", "fe80::a9fe:a9fe",
    "febf:ffff::1", "fec0::1", "ff02::1", "ff0e::1", "100::1", "2001:db8::1", "2001:10::1", "2001:2::1", "64:ff9b:1::1",
    "5f00::1", "3fff::1",
    // IPv4 inside IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo (server; client inverted), ISATAP
    "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe",
    "::ffff:192.168.1.1", "::ffff:0.0.0.0", "::ffff:100.64.0.1", "::ffff:168.63.129.16", "::127.0.0.1", "::10.0.0.1",
    "::169.254.169.254", "::2", "::ffff:0:127.0.0.1", "::ffff:0:10.1.1.1", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1",
    "64:ff9b::a9fe:a9fe", "64:ff9b::192.168.0.1", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1",
    "2002:c0a8:101::5", "2002:e000:1::", "2001:0:7f00:1::", "2001:0:a00:1:0:0:f7f7:f7f7",
    "2001:0:808:808:0:0:80ff:fffe", "2001:0:808:808:0:0:5601:5601", "2a00:1450::5efe:10.0.0.1",
    "2a00:1450::200:5efe:127.0.0.1"};

constexpr const char* always[] = {"1.1.1.1",
                                  "8.8.8.8",
                                  "9.255.255.255",
                                  "11.0.0.0",
                                  "100.63.255.255",
                                  "100.128.0.0",
                                  "126.255.255.255",
                                  "128.0.0.0",
                                  "169.253.255.255",
                                  "169.255.0.0",
                                  "172.15.255.255",
                                  "172.32.0.0",
                                  "192.0.1.0",
                                  "192.167.255.255",
                                  "192.169.0.0",
                                  "198.17.255.255",
                                  "198.20.0.0",
                                  "223.255.255.255",
                                  "2606:4700::1111",
                                  "2a00:1450:4001::1",
                                  "2003::1",
                                  "::ffff:8.8.8.8",
                                  "64:ff9b::8.8.8.8",
                                  "2002:808:808::1",
                                  "2001:0:808:808:0:0:f7f7:f7f7",
                                  "2001:4860:4860::8888",
                                  "2a00:1450::5efe:8.8.8.8",
                                  "fbff::1",
                                  "168.63.129.17"};

}  // namespace

TEST_CASE("private, local, reserved and metadata addresses are refused in every form") {
  const AddressGuard g = guard();
  for (const std::string address : never) {
    CAPTURE(address);
    CHECK(refused(g, address));
  }
  for (const std::string address : always) {
    CAPTURE(address);
    CHECK_FALSE(refused(g, address));
  }
}

TEST_CASE("the reason names the address and what it is") {
  const AddressGuard g = guard();
  CHECK(g.refusal(parse_ip("10.1.2.3").value()) == "10.1.2.3 is private (10.0.0.0/8)");
  CHECK(g.refusal(parse_ip("::ffff:7f00:1").value()) == "127.0.0.1 is loopback (127.0.0.0/8)");
  CHECK(g.refusal(parse_ip("64:ff9b::a00:1").value()) ==
        "64:ff9b::a00:1 carries (NAT64) 10.0.0.1 is private (10.0.0.0/8)");
}

TEST_CASE("an allowed network opens itself, also through IPv6, and nothing else") {
  const AddressGuard g = guard({"10.1.0.0/16", "fd12:3456::/32", "192.168.7.9"});
  for (const std::string open :
       {"10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "fd12:3456:1::1", "192.168.7.9"}) {
    CAPTURE(open);
    CHECK_FALSE(refused(g, open));
  }
  for (const std::string shut : {"10.0.255.255", "10.2.0.0", "127.0.0.1", "fd12:3457::1", "192.168.7.8", "::1"}) {
    CAPTURE(shut);
    CHECK(refused(g, shut));
  }
}

TEST_CASE("a metadata service needs an entry of its own") {
  CHECK(refused(guard({"169.254.0.0/16"}), "169.254.169.254"));
  CHECK_FALSE(refused(guard({"169.254.0.0/16"}), "169.254.1.1"));
  CHECK(refused(guard({"0.0.0.0/0", "::/0"}), "169.254.169.254"));
  CHECK(refused(guard({"0.0.0.0/0", "::/0"}), "::ffff:169.254.169.254"));
  CHECK(refused(guard({"0.0.0.0/0", "::/0"}), "fd00:ec2::254"));
  CHECK_FALSE(refused(guard({"0.0.0.0/0"}), "127.0.0.1"));
  CHECK_FALSE(refused(guard({"169.254.169.254/32"}), "169.254.169.254"));
  CHECK_FALSE(refused(guard({"fd00:ec2::254"}), "fd00:ec2::254"));
}

TEST_CASE("networks are parsed strictly: a typing error must not open the door") {
  for (const std::string good :
       {"10.1.0.0/16", "0.0.0.0/0", "127.0.0.1", "127.0.0.1/32", "::/0", "fd00::/8", "2001:db8::1/128"}) {
    CAPTURE(good);
    CHECK(parse_cidr(good).ok());
  }
  for (const std::string bad : {"",
                                "/",
                                "10.1.0.0/",
                                "10.1.0.0/33",
                                "10.1.0.0/-1",
                                "10.1.0.0/+8",
                                "10.1.0.0/016",
                                "10.1.0.0/8",
                                "10.1.0.1/16",
                                "10.1/16",
                                "010.1.0.0/16",
                                "10.1.0.0/16 ",
                                " 10.1.0.0/16",
                                "10.1.0.0/16/8",
                                "localhost",
                                "::/129",
                                "fd00::1/8",
                                "::ffff:10.0.0.0/104",
                                "fe80::1%eth0",
                                "10.1.0.0/x",
                                "10.1.0.0/255.255.0.0"}) {
    CAPTURE(bad);
    const auto cidr = parse_cidr(bad);
    CHECK_FALSE(cidr.ok());
    if (!cidr) CHECK(cidr.error().cls == ErrorClass::config);
  }
  const auto broken = AddressGuard::make({"10.0.0.0/8", "10.0.0.1/8"});
  REQUIRE_FALSE(broken.ok());
  CHECK(broken.error().message.find("10.0.0.1/8") != std::string::npos);
}

}  // namespace syncline
