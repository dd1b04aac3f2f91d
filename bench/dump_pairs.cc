// Trains a column as `likely train` does and writes what its trees learned from and were judged
// on, so that another library can be tried on the same pairs (bench/trees_vs_catboost.py).
//
// Usage: dump_pairs DATA_FOLDER COLUMN OUT_FOLDER HORIZON_DAYS THREADS
//
// OUT_FOLDER must exist. learned.bins and judged.bins: uint8, feature by feature; *.label: uint8;
// *.weight: float32. stdout: one JSON object with the sizes and how our own trees did.

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/format.h"
#include "models/train.h"
#include "models/trees.h"
#include "pipeline/interactions.h"
#include "store/atomic_file.h"

using namespace likely;

namespace {

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <typename T>
std::string_view bytes_of(const std::vector<T>& items) {
  return {reinterpret_cast<const char*>(items.data()), items.size() * sizeof(T)};
}

Result<void> write_rows(const std::string& path, const BinnedRows& rows) {
  TRY(write_file_atomically(path + ".bins", bytes_of(rows.bins)));
  TRY(write_file_atomically(path + ".label", bytes_of(rows.label)));
  return write_file_atomically(path + ".weight", bytes_of(rows.weight));
}

// Weighted mean log-loss of our trees.
double log_loss(const BinnedRows& rows, const std::vector<int64_t>& units) {
  double loss = 0, weights = 0;
  for (size_t row = 0; row < rows.rows; ++row) {
    const double odds = log_odds(units[row]);
    const double signed_odds = rows.label[row] != 0 ? odds : -odds;
    loss += rows.weight[row] * std::log1p(std::exp(-signed_odds));
    weights += rows.weight[row];
  }
  return loss / weights;
}

// The rows in blocks as scoring sees them, so that only the trees are timed.
std::vector<uint8_t> blocks_of(const BinnedRows& rows) {
  constexpr size_t kLanes = ObliviousTrees::kBlock;
  const size_t blocks = (rows.rows + kLanes - 1) / kLanes;
  std::vector<uint8_t> bins(blocks * rows.features * kLanes, 0);
  for (size_t row = 0; row < rows.rows; ++row) {
    for (size_t f = 0; f < rows.features; ++f) {
      bins[(row / kLanes * rows.features + f) * kLanes + row % kLanes] = rows.feature(f)[row];
    }
  }
  return bins;
}

Result<std::string> compare(const BinnedRows& learned, const BinnedRows& judged, int threads) {
  TreeOptions options{.threads = threads};
  NoProgress progress;
  double start = now_seconds();
  ASSIGN(const ObliviousTrees trees, train_trees(learned, options, progress));
  const double train_seconds = now_seconds() - start;

  constexpr size_t kLanes = ObliviousTrees::kBlock;
  const std::vector<uint8_t> blocks = blocks_of(judged);
  const size_t block_bytes = judged.features * kLanes;
  std::vector<int64_t> units((judged.rows + kLanes - 1) / kLanes * kLanes);
  start = now_seconds();
  for (size_t block = 0; block * kLanes < judged.rows; ++block) {
    trees.score_block(blocks.data() + block * block_bytes, units.data() + block * kLanes);
  }
  const double score_seconds = now_seconds() - start;
  return format(
      R"({{"learned":{},"judged":{},"features":{},"trees":{},"depth":{},"rate":{},"l2":{},)"
      R"("bins":{},"log_loss":{:.8f},"train_seconds":{:.3f},"rows_per_second_a_thread":{:.0f}}})"
      "\n",
      learned.rows, judged.rows, learned.features, options.trees, ObliviousTrees::kDepth,
      options.rate, options.l2, options.bins, log_loss(judged, units), train_seconds,
      static_cast<double>(judged.rows) / score_seconds);
}

Result<std::string> dump(const std::string& folder, const std::string& column,
                         const std::string& out, int horizon_days, int threads) {
  ASSIGN(const auto space, Space::open({.path = folder, .threads = threads}));
  ASSIGN(const Interactions data, read_interactions(*space, threads));
  Result<std::string> report =
      fail(ErrorCode::kNotFound, column + ": no such column, or too little data to learn from");
  const auto observe = [&](std::string_view name, const BinnedRows& learned,
                           const BinnedRows& judged) {
    if (name != column) return;
    Result<void> written = write_rows(out + "/learned", learned);
    if (written) written = write_rows(out + "/judged", judged);
    report = written ? compare(learned, judged, threads)
                     : Result<std::string>(std::unexpected(written.error()));
  };
  NoProgress progress;
  TRY(train(data,
            {.horizon_days = horizon_days,
             .now = data.last_event + 1,
             .threads = threads,
             .observe = observe},
            progress));
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: dump_pairs DATA_FOLDER COLUMN OUT_FOLDER HORIZON_DAYS THREADS\n");
    return 2;
  }
  const auto report = dump(argv[1], argv[2], argv[3], std::atoi(argv[4]), std::atoi(argv[5]));
  if (!report) {
    std::fprintf(stderr, "dump_pairs: %s\n", report.error().message.c_str());
    return 1;
  }
  std::fputs(report->c_str(), stdout);
  return 0;
}
