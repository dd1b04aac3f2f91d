#include "base/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "base/log.h"

namespace likely {
namespace {

TEST(Metrics, PrintsCountersGaugesAndHistograms) {
  Metrics metrics;
  Counter& counter = metrics.counter("events_total", "Events.", {{"source", "a\"b\\c\nd"}});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1'000; ++i) counter.add();
    });
  }
  for (std::thread& thread : threads) thread.join();
  metrics.gauge("age_seconds", "Age.", [] { return 1.5; });
  LatencyHistogram& latency = metrics.histogram("seconds", "How long.");
  metrics.gauge("nothing", "Not known.", [] { return std::nan(""); });
  metrics.total("bytes_total", "Bytes.", [] { return 12'345'678.; });
  metrics.histogram("unused", "Of nothing.");
  for (const uint64_t duration_us : {0ull, 250ull, 251ull, 500ull, 501ull, 1'000'000'000ull}) {
    latency.add(duration_us);
  }
  const std::string text = metrics.text();
  for (const char* line :
       {"# TYPE events_total counter\n", "events_total{source=\"a\\\"b\\\\c\\nd\"} 4000\n",
        "age_seconds 1.5\n", "seconds_bucket{le=\"0.00025\"} 2\n",
        "seconds_bucket{le=\"0.0005\"} 4\n", "seconds_bucket{le=\"0.001\"} 5\n",
        "seconds_bucket{le=\"30\"} 5\n", "seconds_bucket{le=\"+Inf\"} 6\n", "seconds_count 6\n",
        "seconds_sum 1000.001502\n", "# TYPE bytes_total counter\n", "bytes_total 12345678\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
  EXPECT_EQ(text.find("unused_"), std::string::npos) << text;
  EXPECT_EQ(text.find("nothing "), text.find("nothing Not known.")) << text;
  EXPECT_EQ(&metrics.counter("events_total", "Events.", {{"source", "a\"b\\c\nd"}}), &counter);
}

TEST(Log, WritesOneJsonObjectALine) {
  const FixedClock clock(1'700'000'000'123'000);
  std::vector<std::string> lines;
  Log log(clock, LogLevel::kInfo, [&](std::string_view line) { lines.emplace_back(line); });
  log.debug("unwanted");
  log.info("request", {{"route", "/a\"b\n{}"}, {"status", int64_t{200}}, {"ms", 0.25}});
  log.error("failed", {{"what", std::string_view("\xff")}, {"again", true}});
  log.info("long", {{"what", std::string(5'000, 'x')}});
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_LT(lines[2].size(), 1'100u);
  EXPECT_EQ(lines[0], R"({"level":"info","at":"2023-11-14T22:13:20.123Z","event":"request",)"
                      R"("route":"/a\"b\n{}","status":200,"ms":0.250})");
  EXPECT_EQ(lines[1], R"({"level":"error","at":"2023-11-14T22:13:20.123Z","event":"failed",)"
                      R"x("what":"(not UTF-8)","again":true})x");
}

}  // namespace
}  // namespace likely
