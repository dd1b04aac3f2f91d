#include "intake/import.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/temp_folder_for_test.h"
#include "domain/time.h"

namespace likely {
namespace {

namespace fs = std::filesystem;

const TimeUs kNow = *parse_time("2024-06-01T12:00:00Z");

// Knows the times of the events it is given; they count only when flushed.
class CountingSink : public EventSink {
 public:
  explicit CountingSink(std::vector<TimeUs>& flushed) : flushed_(flushed) {}
  int threads() const override { return 2; }
  Store work_out(std::span<const StoredEvent> events) override {
    std::vector<TimeUs> times;
    for (const StoredEvent& event : events) {
      times.push_back(event.at);
      EXPECT_FALSE(event.body.empty());
      EXPECT_EQ(event.body.front(), '{');
      EXPECT_EQ(event.body.back(), '}');
      EXPECT_NE(event.profile, kNoProfile);
    }
    return [this, times = std::move(times)]() -> Result<void> {
      stored_.insert(stored_.end(), times.begin(), times.end());
      return {};
    };
  }
  Result<void> flush() override {
    flushed_.insert(flushed_.end(), stored_.begin(), stored_.end());
    stored_.clear();
    return {};
  }

 private:
  std::vector<TimeUs>& flushed_;
  std::vector<TimeUs> stored_;
};

// Refuses the events that another thread worked out, which is so late that the next are recorded.
class RefusingSink : public EventSink {
 public:
  int threads() const override { return 2; }
  Store work_out(std::span<const StoredEvent>) override {
    if (std::this_thread::get_id() == recorders_) return [] { return Result<void>(); };
    return []() -> Result<void> { return fail(ErrorCode::kUnavailable, "the sink is full"); };
  }
  Result<void> flush() override { return {}; }

 private:
  const std::thread::id recorders_ = std::this_thread::get_id();
};

class CancelAfter : public NoProgress {
 public:
  bool cancelled() const override { return true; }
};

class ImportTest : public testing::Test {
 protected:
  void SetUp() override {
    space_ = Space::open({.path = root_ + "/data", .access = Access::kCreate}).value();
  }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(root_ + "/" + name, std::ios::binary) << text;
    return root_ + "/" + name;
  }

  // A Parquet file of the rows of a query.
  std::string write_parquet(const std::string& name, const std::string& query) {
    const std::string path = root_ + "/" + name;
    const auto database = DuckDatabase::open({}).value();
    auto connection = database.connect().value();
    const auto written =
        connection.run("COPY (" + query + ") TO " + sql_text(path) + " (FORMAT parquet)");
    EXPECT_TRUE(written) << written.error().message;
    return path;
  }

  Result<ImportSummary> import(const ImportOptions& options, Progress&& progress = NoProgress()) {
    const SinkFactory sink = [this](Space&) -> Result<std::unique_ptr<EventSink>> {
      if (refuse_) return std::make_unique<RefusingSink>();
      return std::make_unique<CountingSink>(flushed_);
    };
    return import_files(*space_, options, sink, FixedClock(kNow), progress);
  }

  std::vector<std::string> column(const std::string& sql) {
    std::vector<std::string> out;
    auto result = space_->warehouse().value()->connection().stream(sql).value();
    DuckChunk chunk;
    while (result.next(chunk).value()) {
      for (size_t row = 0; row < chunk.size(); ++row) out.emplace_back(chunk.text(0, row));
    }
    return out;
  }

  const TempFolder folder_;
  const std::string& root_ = folder_.path();
  std::unique_ptr<Space> space_;
  std::vector<TimeUs> flushed_;
  bool refuse_ = false;  // the sink does
};

using Strings = std::vector<std::string>;

TEST_F(ImportTest, ParquetTypesBecomeJson) {
  const std::string path =
      write_parquet("[odd] *name?.parquet",
                    "SELECT 42 AS user_id, 'E' AS event, TIMESTAMP '2024-01-02 03:04:05' AS at, "
                    "' spaced \"quoted\" ' AS text, 7::UTINYINT AS tiny, -5::BIGINT AS big, "
                    "0.1::FLOAT AS single, "
                    "2.5::DOUBLE AS price, 'nan'::DOUBLE AS nothing, 12.50::DECIMAL(8,2) AS exact, "
                    "true AS yes, "
                    "NULL::VARCHAR AS gone, "
                    "DATE '2020-02-29' AS day, TIMESTAMPTZ '2024-01-02 03:04:05+02' AS zoned, "
                    "[{'product_id': 'p1', 'n': 1}] AS products, 'abc'::BLOB AS bytes");
  const auto summary = import({.files = {path}, .flat = {.user_id = "user_id"}});
  ASSERT_TRUE(summary) << summary.error().message;
  ASSERT_FALSE(summary->failure()) << summary->failure()->message;
  EXPECT_EQ(column("SELECT body FROM events"),
            Strings{R"({"properties":{"text":" spaced \"quoted\" ","tiny":7,"big":-5,"single":0.1,)"
                    R"("price":2.5,"exact":12.50,)"
                    R"("yes":true,"day":"2020-02-29","zoned":"2024-01-02T01:04:05Z",)"
                    R"("products":[{"product_id":"p1","n":1}],"bytes":"abc"}})"});
  EXPECT_EQ(summary->first, parse_time("2024-01-02T03:04:05Z"));
  EXPECT_EQ(space_->state().number("SELECT count(*) FROM external_ids WHERE value = '42'").value(),
            1);
  EXPECT_EQ(flushed_.size(), 1u);
}

TEST_F(ImportTest, WhatASinkRefusesIsNotStored) {
  const std::string path =
      write_parquet("e.parquet",
                    "SELECT 'u' || i AS user_id, 'E' AS event, 1700000000 + i AS time FROM "
                    "range(50000) t(i)");
  refuse_ = true;
  const auto refused = import({.files = {path}, .flat = {.user_id = "user_id"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "the sink is full");
  EXPECT_EQ(column("SELECT 'e' FROM events"), Strings{});
  refuse_ = false;
  ASSERT_TRUE(import({.files = {path}, .flat = {.user_id = "user_id"}}));
  EXPECT_EQ(flushed_.size(), 50'000u);
}

TEST_F(ImportTest, ManyRowsKeepTheirOrderAndNumbers) {
  const std::string path = write_parquet(
      "e.parquet",
      "SELECT 'u' || (i % 100) AS user_id, 'E' AS event, 1700000000 + i AS time, i AS n "
      "FROM range(100000) t(i)");
  for (const int threads : {1, 3}) {
    const auto summary = import({.files = {path}, .threads = threads});
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(summary->events, threads == 1 ? 100'000u : 0u);
    EXPECT_EQ(summary->duplicates, threads == 1 ? 0u : 100'000u);
  }
  EXPECT_EQ(
      column("SELECT count(*)::VARCHAR FROM events WHERE rowid = at_us // 1000000 - 1700000000 "
             "AND body = '{\"properties\":{\"n\":' || rowid || '}}'"),
      Strings{"100000"});
  ASSERT_EQ(flushed_.size(), 100'000u);
  for (size_t i = 0; i < flushed_.size(); ++i) {
    ASSERT_EQ(flushed_[i], (1'700'000'000 + static_cast<TimeUs>(i)) * kSecondUs);
  }
}

TEST_F(ImportTest, AnyNumberOfThreadsStoresTheSame) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    text += R"({"type":"track","event":"E","userId":"u)" + std::to_string(i % 50) +
            R"(","anonymousId":"a)" + std::to_string(i % 333) + R"(","timestamp":)" +
            std::to_string(1'700'000'000 + i / 3) + "}\n";
    if (i % 1000 == 0) text += "broken\n";
  }
  const std::string path = write("e.ndjson", text);
  const std::string sql =
      "SELECT concat_ws(' ', id_hi, id_lo, at_us, profile, name, body) FROM events ORDER BY rowid";
  ASSERT_TRUE(import({.files = {path}, .threads = 1}));
  const Strings one = column(sql);
  space_.reset();
  fs::remove_all(root_ + "/data");
  space_ = Space::open({.path = root_ + "/data", .access = Access::kCreate}).value();
  const auto summary = import({.files = {path}, .threads = 4});
  EXPECT_EQ(summary->discard_count, 20u);
  EXPECT_EQ(column(sql), one);
}

TEST_F(ImportTest, StoppingKeepsTheFolderWhole) {
  std::string text;
  for (int i = 0; i < 30'000; ++i) {
    text += R"({"type":"track","event":"E","userId":"u","timestamp":)" + std::to_string(i) + "}\n";
  }
  const std::string path = write("e.ndjson", text);
  const auto stopped = import({.files = {path}}, CancelAfter());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(flushed_.size(), 0u);
  EXPECT_EQ(import({.files = {path}})->events, 30'000u);
}

TEST_F(ImportTest, NulBytesAndEmojiSurvive) {
  const auto summary =
      import({.files = {write("e.ndjson",
                              "{\"type\":\"track\",\"event\":\"a\\u0000b\",\"userId\":\"🎈\\u0000\","
                              "\"timestamp\":0,\"properties\":{\"x\":\"\\u0000\"}}\n")}});
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(column("SELECT name FROM events"), Strings{std::string("a\0b", 3)});
  EXPECT_EQ(column("SELECT body FROM events"), Strings{R"({"properties":{"x":"\u0000"}})"});
}

}  // namespace
}  // namespace likely
