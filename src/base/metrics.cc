#include "base/metrics.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/format.h"

namespace likely {

size_t metric_shard() {
  static std::atomic<size_t> threads{0};
  thread_local const size_t shard = threads.fetch_add(1, std::memory_order_relaxed) % kMetricShards;
  return shard;
}

uint64_t Counter::value() const {
  uint64_t sum = 0;
  for (const Shard& shard : shards_) sum += shard.value.load(std::memory_order_relaxed);
  return sum;
}

void LatencyHistogram::add(uint64_t duration_us) {
  const auto bound = std::ranges::lower_bound(kBoundsUs, duration_us);
  const auto bucket = static_cast<size_t>(bound - kBoundsUs.begin());
  Shard& shard = shards_[metric_shard()];
  shard.counts[bucket].fetch_add(1, std::memory_order_relaxed);
  shard.total_us.fetch_add(duration_us, std::memory_order_relaxed);
}

LatencyHistogram::Sum LatencyHistogram::sum() const {
  Sum sum;
  for (const Shard& shard : shards_) {
    for (size_t b = 0; b <= kBuckets; ++b) {
      sum.counts[b] += shard.counts[b].load(std::memory_order_relaxed);
    }
    sum.total_us += shard.total_us.load(std::memory_order_relaxed);
  }
  return sum;
}

namespace {

std::string label_text(const MetricLabels& labels) {
  std::string out;
  for (const auto& [name, value] : labels) {
    out += format("{}{}=\"", out.empty() ? "" : ",", name);
    for (const char c : value) {
      if (c == '\\' || c == '"') out += '\\';
      if (c == '\n') {
        out += "\\n";
      } else {
        out += c;
      }
    }
    out += '"';
  }
  return out;
}

std::string in_braces(std::string_view labels) {
  return labels.empty() ? std::string() : format("{{{}}}", labels);
}

void append_histogram(std::string& out, std::string_view name, std::string_view labels,
                      const LatencyHistogram::Sum& sum) {
  if (std::ranges::all_of(sum.counts, [](uint64_t count) { return count == 0; })) return;
  const std::string_view comma = labels.empty() ? "" : ",";
  uint64_t count = 0;
  for (size_t b = 0; b <= LatencyHistogram::kBuckets; ++b) {
    count += sum.counts[b];
    const std::string bound =
        b == LatencyHistogram::kBuckets
            ? "+Inf"
            : format("{}", static_cast<double>(LatencyHistogram::kBoundsUs[b]) / 1e6);
    out += format("{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, bound, count);
  }
  out += format("{}_sum{} {}\n", name, in_braces(labels), static_cast<double>(sum.total_us) / 1e6);
  out += format("{}_count{} {}\n", name, in_braces(labels), count);
}

}  // namespace

Metrics::Series& Metrics::series(std::string_view name, std::string_view help,
                                 std::string_view type, const MetricLabels& labels) {
  auto family = std::ranges::find(families_, name, &Family::name);
  if (family == families_.end()) {
    families_.push_back({std::string(name), std::string(help), std::string(type), {}});
    family = families_.end() - 1;
  }
  CHECK(family->type == type);
  const std::string text = label_text(labels);
  for (const auto& known : family->series) {
    if (known->labels == text) return *known;
  }
  family->series.push_back(std::make_unique<Series>());
  family->series.back()->labels = text;
  return *family->series.back();
}

Counter& Metrics::counter(std::string_view name, std::string_view help, MetricLabels labels) {
  const std::lock_guard lock(mutex_);
  Series& found = series(name, help, "counter", labels);
  if (!found.counter) found.counter = std::make_unique<Counter>();
  return *found.counter;
}

LatencyHistogram& Metrics::histogram(std::string_view name, std::string_view help,
                                     MetricLabels labels) {
  const std::lock_guard lock(mutex_);
  Series& found = series(name, help, "histogram", labels);
  if (!found.histogram) found.histogram = std::make_unique<LatencyHistogram>();
  return *found.histogram;
}

void Metrics::gauge(std::string_view name, std::string_view help, std::function<double()> value,
                    MetricLabels labels) {
  const std::lock_guard lock(mutex_);
  series(name, help, "gauge", labels).value = std::move(value);
}

void Metrics::total(std::string_view name, std::string_view help, std::function<double()> value,
                    MetricLabels labels) {
  const std::lock_guard lock(mutex_);
  series(name, help, "counter", labels).value = std::move(value);
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const Family& family : families_) {
    out += format("# HELP {0} {1}\n# TYPE {0} {2}\n", family.name, family.help, family.type);
    for (const auto& one : family.series) {
      if (one->counter) {
        out += format("{}{} {}\n", family.name, in_braces(one->labels), one->counter->value());
      } else if (one->histogram) {
        append_histogram(out, family.name, one->labels, one->histogram->sum());
      } else if (one->value) {
        const double value = one->value();
        if (std::isnan(value)) continue;
        out += format("{}{} {}\n", family.name, in_braces(one->labels), value);
      }
    }
  }
  return out;
}

}  // namespace likely
