#include "http/trusted_proxies.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/format.h"

namespace likely::http {

namespace {

constexpr std::string_view kHeader = "x-forwarded-for";

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "[::1]:80" and "10.0.0.1:80" without their port.
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
  const bool has_port = std::ranges::count(text, ':') == 1;
  return has_port ? text.substr(0, text.find(':')) : text;
}

}  // namespace

std::optional<TrustedProxies::Address> TrustedProxies::read(std::string_view text) {
  char copy[INET6_ADDRSTRLEN] = {};
  if (text.empty() || text.size() >= sizeof(copy)) return std::nullopt;
  std::ranges::copy(text, copy);
  Address address{};
  if (inet_pton(AF_INET6, copy, address.data()) == 1) return address;
  address[10] = address[11] = 0xff;
  if (inet_pton(AF_INET, copy, address.data() + 12) == 1) return address;
  return std::nullopt;
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& entries) {
  TrustedProxies proxies;
  for (const std::string& entry : entries) {
    const size_t slash = std::min(entry.find('/'), entry.size());
    const auto address = read(std::string_view(entry).substr(0, slash));
    const int whole = entry.find(':') == std::string::npos ? 32 : 128;
    int bits = whole;
    bool is_number = true;
    if (slash < entry.size()) {
      const char* end = entry.data() + entry.size();
      const auto number = std::from_chars(entry.data() + slash + 1, end, bits);
      is_number = number.ec == std::errc() && number.ptr == end && bits >= 0 && bits <= whole;
    }
    if (!address || !is_number) {
      return fail(ErrorCode::kUsage,
                  format("--trusted-proxy {}: write an address or a network, like 10.0.0.7 or "
                         "10.0.0.0/8",
                         entry));
    }
    proxies.networks_.push_back({*address, bits + 128 - whole});
  }
  return proxies;
}

bool TrustedProxies::has(std::string_view text) const {
  const auto address = read(text);
  if (!address) return false;
  return std::ranges::any_of(networks_, [&](const Network& network) {
    const auto whole = static_cast<size_t>(network.bits / 8);
    if (std::memcmp(address->data(), network.address.data(), whole) != 0) return false;
    const int rest = network.bits % 8;
    return rest == 0 || ((*address)[whole] ^ network.address[whole]) >> (8 - rest) == 0;
  });
}

std::string TrustedProxies::client_of(std::string_view peer, const Headers& headers) const {
  if (!has(peer)) return std::string(peer);
  std::string_view client = peer;
  const auto& all = headers.all();
  for (auto header = all.rbegin(); header != all.rend(); ++header) {
    if (!is_same_word(header->first, kHeader)) continue;
    for (std::string_view rest = header->second; !rest.empty();) {
      const size_t comma = rest.rfind(',');
      const bool is_last = comma == std::string_view::npos;
      const auto address = without_port(trimmed(is_last ? rest : rest.substr(comma + 1)));
      rest = is_last ? std::string_view() : rest.substr(0, comma);
      if (!read(address)) return std::string(client);  // a word that says nothing
      client = address;
      if (!has(address)) return std::string(client);
    }
  }
  return std::string(client);
}

}  // namespace likely::http
