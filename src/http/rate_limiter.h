#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "http/access.h"

namespace likely::http {

// per_second 0: no limit.
struct Rate {
  double per_second = 0;
  double burst = 0;
};

// What one caller may do in each scope; kPublic counts by address, kBrowser by key and address.
struct Rates {
  std::array<Rate, kScopeCount> of_scope = {{
      {200, 400},        // kPublic
      {0, 0},            // kWriteOnly: overload is answered by 503
      {10, 100},         // kBrowser: visitors ask once a page; whoever guesses ids asks more
      {20'000, 20'000},  // kProfileRead
      {500, 1'000},      // kView
      {500, 1'000},      // kManage
      {500, 1'000},      // kAdmin
  }};
};

// Token buckets by name. Thread-safe (sharded locks). A shard that strangers have filled is
// forgotten: memory stays bounded, and a few callers get their burst again.
class RateLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // Takes one token of `key`'s bucket: 0 when there was one, else the seconds until there will be.
  int take(std::string_view key, const Rate& rate, Time now);

 private:
  struct Bucket {
    double tokens = 0;
    Time at;
  };
  static constexpr size_t kShards = 16;
  static constexpr size_t kBucketsPerShard = 8'192;
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Bucket> buckets;
  };
  std::array<Shard, kShards> shards_;
};

}  // namespace likely::http
