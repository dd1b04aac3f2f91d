#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"

namespace likely {

// `likely generate`: a made-up business as files to import.
struct GenerateOptions {
  std::string kind = "store";   // of stationery, or "articles": a content site
  uint64_t customers = 20'000;  // people who visit, known or anonymous
  uint32_t items = 0;           // products or articles; 0: 1,200 or 4,000
  int days = 0;                 // length of the history; 0: 546 or 180
  uint64_t seed = 1;            // another seed, another business
  std::string folder;           // made if absent; the two files below are replaced
  bool compress = false;        // events.ndjson.zst instead of events.ndjson
};

struct GenerateResult {
  std::string events_path;    // tracking calls, one a line
  std::string items_path;     // the item feed, CSV
  uint64_t events_bytes = 0;  // before compression
  uint64_t events = 0;        // distinct valid calls
  uint64_t repeated = 0;      // lines that send an earlier call again
  uint64_t spoilt = 0;        // lines that no importer can accept
  uint64_t items = 0;
  uint64_t announced = 0;      // items that no event mentions
  TimeUs from = 0, until = 0;  // the history is [from, until)
};

// Streams: memory does not grow with the number of customers. Same options, same bytes. Errors:
// kUsage for impossible sizes, those of the disk, kCancelled.
Result<GenerateResult> generate_files(const GenerateOptions& options, Progress& progress);

}  // namespace likely
