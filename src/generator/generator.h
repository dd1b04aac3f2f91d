#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"

namespace likely {

// What kind of business is made up.
enum class SiteKind : uint8_t {
  kStore,     // a stationery store: browse-to-order events, a year and a half
  kArticles,  // a content site: read, liked, finished; half a year of short-lived articles
};
std::optional<SiteKind> site_kind_of(std::string_view name);  // "store", "articles"

// Every generated history ends here, whatever the clock says: seed and sizes decide every byte.
inline constexpr TimeUs kGeneratedEnd = 1754006400 * kSecondUs;  // 2025-08-01T00:00:00Z

struct GeneratorOptions {
  SiteKind kind = SiteKind::kStore;
  uint64_t customers = 20'000;  // people who visit, known or anonymous
  uint32_t items = 0;           // products or articles; 0: 1,200 or 4,000
  int days = 0;                 // length of the history; 0: 546 or 180
  uint64_t seed = 1;
};

// Where the lines go, each without its newline; an error from it ends the generation.
struct GeneratorSink {
  std::function<Result<void>(std::string_view)>
      event;  // one tracking call (or a spoilt one), NDJSON
  std::function<Result<void>(std::string_view)> item;  // the item feed, CSV, its header first
};

struct Generated {
  uint64_t lines = 0;      // lines given to sink.event: the three below together
  uint64_t events = 0;     // distinct valid tracking calls
  uint64_t repeated = 0;   // lines that send an earlier messageId again
  uint64_t spoilt = 0;     // lines that no importer can accept
  uint64_t items = 0;      // items in the feed
  uint64_t announced = 0;  // of them, items that no event mentions
  TimeUs first_day = 0;    // the history is [first_day, kGeneratedEnd)
};

// kUsage when a size is out of its bounds: what, and which are possible.
Result<void> check_sizes(const GeneratorOptions& options);

// Makes up a business with hidden tastes: what people like decides what they do, yet is in no
// property. Events come in time order within each block of 20,000 customers, so that any size
// streams in bounded memory. Errors: kUsage for impossible sizes, the sink's own, kCancelled.
Result<Generated> generate(const GeneratorOptions& options, const GeneratorSink& sink,
                           Progress& progress);

}  // namespace likely
