// Thousands of damaged files: whatever comes in, readers neither crash nor let anything through
// that is not what the rest relies on.

#include <gtest/gtest.h>

#include "base/spoil_for_test.h"
#include "base/utf8.h"
#include "domain/time.h"
#include "events/call_reader.h"
#include "events/csv.h"
#include "events/flat_reader.h"
#include "events/row_splitter.h"

namespace likely {
namespace {

constexpr int kRounds = 20'000;
const TimeUs kNow = *parse_time("2024-06-01T12:00:00Z");

constexpr std::string_view kCalls[] = {
    R"({"type":"track","event":"Order Completed","userId":"u1","anonymousId":"a-1","messageId":"m1",)"
    R"("timestamp":"2024-01-02T03:04:05.678Z","properties":{"products":[{"product_id":"p1","price":)"
    R"(4.9,"brand":"Käse \"x\" 🎈"},{"product_id":7}],"n":-1.5e3,"none":null,"yes":true}})",
    R"({"type":"identify","userId":"u2","traits":{"email":"a@b.c"},"originalTimestamp":1704067200,)"
    R"("sentAt":"2024-01-02T03:04:06Z","context":{"externalIds":[{"id":"c","type":"crm",)"
    R"("collection":"users"}],"traits":{"email":"d@e.f"}},"integrations":{"Personas":false}})",
    R"({"batch":[{"type":"alias","userId":"u3","previousId":"a-3"},{"type":"page","anonymousId":"a-4",)"
    R"("name":"Home"},{"type":"group","userId":"u","groupId":"g"}],"context":{"ip":"1"},)"
    R"("sentAt":1704067200123})",
};

// What every reader promises of what it accepts and of what it refuses.
void check(const Reading& reading) {
  JsonParser parser;
  for (const ReadEvent& read : reading.events) {
    const auto body = parser.parse(read.event.body);
    ASSERT_TRUE(body && body->is_object()) << read.event.body;
    ASSERT_TRUE(is_valid_utf8(read.event.name));
    ASSERT_LE(read.event.at, kNow + kMaxAheadUs);
    ASSERT_FALSE(read.event.ids.empty());
    for (const ExternalId& id : read.event.ids) ASSERT_FALSE(is_blocked_id(id.value));
  }
  for (const Discard& discard : reading.discards) {
    ASSERT_FALSE(discard.detail.empty());
    ASSERT_LE(discard.excerpt.size(), kExcerptBytes);
    ASSERT_TRUE(is_valid_utf8(discard.detail));
    ASSERT_TRUE(is_valid_utf8(discard.excerpt));
  }
}

TEST(SpoiltInput, Calls) {
  Rng rng(1);
  CallReader reader({.received_at = kNow});
  size_t accepted = 0, refused = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = spoiled(kCalls[round % std::size(kCalls)], rng);
    Reading reading;
    reader.read(text, 1, reading);
    check(reading);
    if (HasFatalFailure()) FAIL() << text;
    accepted += reading.events.size();
    refused += reading.discards.size();
  }
  EXPECT_GT(accepted, 500u);
  EXPECT_GT(refused, 500u);
}

// All rows of a text, fed in pieces of that size.
RowBlock rows_of(std::string_view text, char delimiter, size_t piece) {
  RowSplitter splitter(delimiter, 1000);
  for (size_t at = 0; at < text.size(); at += piece) splitter.feed(text.substr(at, piece));
  splitter.finish();
  return splitter.take();
}

TEST(SpoiltInput, RowsDoNotDependOnThePiecesTheyComeIn) {
  constexpr std::string_view kText =
      "user_id,event,time,note\r\nu1,A,2024-01-01,\"said \"\"hi\"\",\nand more\"\n"
      "u2,B,1704067200,plain\nu3,C,2024-01-02,\"x\"\n";
  Rng rng(2);
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = spoiled(kText, rng);
    for (const char delimiter : {',', RowSplitter::kNoDelimiter}) {
      const RowBlock whole = rows_of(text, delimiter, text.size() + 1);
      const RowBlock pieces = rows_of(text, delimiter, 1 + rng.below(9));
      ASSERT_EQ(whole.rows.size(), pieces.rows.size()) << text;
      for (size_t i = 0; i < whole.rows.size(); ++i) {
        ASSERT_EQ(whole.row(i), pieces.row(i)) << text;
        ASSERT_EQ(whole.rows[i].line, pieces.rows[i].line) << text;
      }
    }
  }
}

TEST(SpoiltInput, Tables) {
  constexpr std::string_view kText =
      "user_id;email;event;time;price\nu1;a@b.c;Bought;2024-01-02T03:04:05+02:00;4,90\n"
      "\"u;2\";;\"said \"\"hi\"\"\";1704067200123;=1+1\nu3;;Seen;2999-01-01;NaN\n";
  Rng rng(3);
  size_t accepted = 0, refused = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = spoiled(kText, rng);
    const std::string_view header = std::string_view(text).substr(0, text.find('\n'));
    const char delimiter = guess_csv_delimiter(header);
    const auto columns = parse_csv_header(header, delimiter);
    if (!columns) continue;
    auto roles = find_roles(*columns, {});
    if (!roles) continue;
    FlatReader reader(*columns, std::move(*roles), kNow);
    const RowBlock block = rows_of(text, delimiter, text.size() + 1);
    Reading reading;
    for (size_t i = 1; i < block.rows.size(); ++i) {
      CsvRow row;
      if (!is_valid_utf8(block.row(i)) || !parse_csv_row(block.row(i), delimiter, row)) continue;
      if (row.fields.size() != columns->size()) continue;
      std::vector<Cell> cells;
      for (const auto field : row.fields) cells.push_back({Cell::Kind::kText, field});
      reader.read(cells, block.rows[i].line, reading);
    }
    check(reading);
    if (HasFatalFailure()) FAIL() << text;
    accepted += reading.events.size();
    refused += reading.discards.size();
  }
  EXPECT_GT(accepted, 500u);
  EXPECT_GT(refused, 500u);
}

}  // namespace
}  // namespace likely
