#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace likely {

inline constexpr size_t kMetricShards = 8;
// Which shard this thread counts in.
size_t metric_shard();

// Only grows. Lock-free: threads count in shards of their own.
class Counter {
 public:
  void add(uint64_t count = 1) {
    shards_[metric_shard()].value.fetch_add(count, std::memory_order_relaxed);
  }
  uint64_t value() const;

 private:
  struct alignas(64) Shard {
    std::atomic<uint64_t> value{0};
  };
  std::array<Shard, kMetricShards> shards_;
};

// Durations in buckets: up to 250 µs, 500 µs … 30 s, and beyond. Lock-free.
class LatencyHistogram {
 public:
  static constexpr std::array<uint64_t, 13> kBoundsUs = {
      250,    500,     1'000,   2'500,     5'000,     10'000,    25'000,
      50'000, 100'000, 250'000, 1'000'000, 5'000'000, 30'000'000};
  static constexpr size_t kBuckets = kBoundsUs.size();

  void add(uint64_t duration_us);

  struct Sum {
    std::array<uint64_t, kBuckets + 1> counts{};  // not cumulative; the last: beyond all bounds
    uint64_t total_us = 0;
  };
  Sum sum() const;

 private:
  struct alignas(64) Shard {
    std::array<std::atomic<uint64_t>, kBuckets + 1> counts{};
    std::atomic<uint64_t> total_us{0};
  };
  std::array<Shard, kMetricShards> shards_;
};

using MetricLabels = std::vector<std::pair<std::string, std::string>>;

// The numbers a program shows about itself, as Prometheus text. Owned by main. Thread-safe; what it
// gives out lives as long as it does. Asking again for the same name and labels gives the same.
class Metrics {
 public:
  Counter& counter(std::string_view name, std::string_view help, MetricLabels labels = {});
  LatencyHistogram& histogram(std::string_view name, std::string_view help,
                              MetricLabels labels = {});
  // Asked whenever the text is made; one that is no number is left out. REQUIRES: `value` is
  // thread-safe and quick.
  void gauge(std::string_view name, std::string_view help, std::function<double()> value,
             MetricLabels labels = {});
  // The same, of a value that only grows.
  void total(std::string_view name, std::string_view help, std::function<double()> value,
             MetricLabels labels = {});
  // Histograms that hold nothing are left out.
  std::string text() const;

 private:
  struct Series {
    std::string labels;  // {a="b"} without the braces
    std::unique_ptr<Counter> counter;
    std::unique_ptr<LatencyHistogram> histogram;
    std::function<double()> value;  // of a gauge or a total
  };
  struct Family {
    std::string name;
    std::string help;
    std::string type;
    std::vector<std::unique_ptr<Series>> series;
  };
  Series& series(std::string_view name, std::string_view help, std::string_view type,
                 const MetricLabels& labels);

  mutable std::mutex mutex_;
  std::vector<Family> families_;
};

}  // namespace likely
