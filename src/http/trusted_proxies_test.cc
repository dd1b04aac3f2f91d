#include "http/trusted_proxies.h"

#include <gtest/gtest.h>

namespace likely::http {
namespace {

TEST(TrustedProxies, TakesAddressesAndNetworks) {
  for (const char* good : {"127.0.0.1", "10.0.0.0/8", "::1", "fd00::/7", "0.0.0.0/0"}) {
    EXPECT_TRUE(TrustedProxies::parse({good})) << good;
  }
  for (const char* bad : {"", "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "10.0.0",
                          "::1/129", "10.0.0.1/-1"}) {
    const auto parsed = TrustedProxies::parse({bad});
    ASSERT_FALSE(parsed) << bad;
    EXPECT_EQ(parsed.error().code, ErrorCode::kUsage);
  }
}

TEST(TrustedProxies, ANetworkHoldsItsAddressesAndNoOthers) {
  const auto proxies = *TrustedProxies::parse({"10.1.128.0/17", "fd00::/8", "192.0.2.7"});
  for (const char* in :
       {"10.1.128.0", "10.1.255.255", "::ffff:10.1.200.1", "fdff::9", "192.0.2.7"}) {
    EXPECT_TRUE(proxies.has(in)) << in;
  }
  for (const char* out : {"10.1.127.255", "10.2.128.0", "fe00::", "192.0.2.8", "", "x"}) {
    EXPECT_FALSE(proxies.has(out)) << out;
  }
}

TEST(TrustedProxies, TheLastAddressThatIsNoProxyAsks) {
  const auto proxies = *TrustedProxies::parse({"127.0.0.1", "10.0.0.0/8"});
  struct Case {
    const char* peer;
    std::vector<const char*> headers;
    const char* client;
  };
  const Case cases[] = {
      {"127.0.0.1", {}, "127.0.0.1"},
      {"127.0.0.1", {"203.0.113.9"}, "203.0.113.9"},
      {"127.0.0.1", {"6.6.6.6, 203.0.113.9"}, "203.0.113.9"},
      {"127.0.0.1", {"6.6.6.6, 203.0.113.9 , 10.9.9.9"}, "203.0.113.9"},
      {"127.0.0.1", {"6.6.6.6", "203.0.113.9", "10.9.9.9,10.1.1.1"}, "203.0.113.9"},
      {"127.0.0.1", {"203.0.113.9:4711"}, "203.0.113.9"},
      {"127.0.0.1", {"[2001:db8::5]:4711"}, "2001:db8::5"},
      {"127.0.0.1", {"2001:db8::5"}, "2001:db8::5"},
      {"127.0.0.1", {"10.1.1.1"}, "10.1.1.1"},
      {"127.0.0.1", {"203.0.113.9, unknown"}, "127.0.0.1"},
      {"127.0.0.1", {"203.0.113.9, unknown, 10.1.1.1"}, "10.1.1.1"},
      {"127.0.0.1", {""}, "127.0.0.1"},
      {"127.0.0.1", {","}, "127.0.0.1"},
      {"198.51.100.1", {"203.0.113.9"}, "198.51.100.1"},
  };
  for (const Case& one : cases) {
    Headers headers;
    for (const char* value : one.headers) headers.add("X-Forwarded-For", value);
    EXPECT_EQ(proxies.client_of(one.peer, headers), one.client)
        << one.peer << " " << (one.headers.empty() ? "" : one.headers.front());
  }
}

}  // namespace
}  // namespace likely::http
