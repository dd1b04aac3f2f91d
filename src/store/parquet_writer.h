#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "store/atomic_file.h"
#include "store/duck.h"
#include "store/table_writer.h"

namespace likely {

// Writes Parquet through a DuckDB in memory: a thread runs COPY from a table function that hands
// out the batches as they come. At most one batch waits while another is written, so memory stays
// small. finish() ends the thread; destroying the writer before that stops it and leaves no file.
class ParquetWriter : public TableWriter {
 public:
  static Result<std::unique_ptr<TableWriter>> create(AtomicFile file,
                                                     std::vector<TableColumn> columns);
  ~ParquetWriter() override;
  Result<void> write(TableBatch batch) override;
  Result<void> finish() override;

 private:
  struct Reading;  // the table function's side
  ParquetWriter(AtomicFile file, DuckDatabase database, DuckConnection connection,
                std::vector<TableColumn> columns);
  Result<void> register_rows();
  void copy();
  void end_of_rows(bool stop);

  AtomicFile file_;
  DuckDatabase database_;
  DuckConnection connection_;
  const std::vector<TableColumn> columns_;

  std::mutex mutex_;  // guards what follows, except reading_, which is the copying thread's
  std::condition_variable changed_;
  std::unique_ptr<TableBatch> waiting_;
  bool ended_ = false;    // no more batches will come
  bool stopped_ = false;  // the copy is to fail
  bool copied_ = false;   // the copying thread is through
  Result<void> outcome_;
  std::unique_ptr<Reading> reading_;
  std::jthread thread_;
};

}  // namespace likely
