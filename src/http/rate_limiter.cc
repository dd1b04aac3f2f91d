#include "http/rate_limiter.h"

#include <algorithm>
#include <cmath>

#include "base/hash.h"

namespace likely::http {

int RateLimiter::take(std::string_view key, const Rate& rate, Time now) {
  if (rate.per_second <= 0) return 0;
  Shard& shard = shards_[hash64(key) % kShards];
  const std::lock_guard lock(shard.mutex);
  if (shard.buckets.size() >= kBucketsPerShard) shard.buckets.clear();
  const double burst = std::max(1.0, rate.burst);
  const auto [at, is_new] = shard.buckets.try_emplace(std::string(key), Bucket{burst, now});
  Bucket& bucket = at->second;
  const double passed_s = std::chrono::duration<double>(now - bucket.at).count();
  bucket.tokens = std::min(burst, bucket.tokens + std::max(0.0, passed_s) * rate.per_second);
  bucket.at = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / rate.per_second)));
}

}  // namespace likely::http
