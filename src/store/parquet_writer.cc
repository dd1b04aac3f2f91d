#include "store/parquet_writer.h"
#include "store/user_umask.h"

#include <duckdb.h>

#include <algorithm>
#include <cstring>

namespace likely {

// The batch being handed out. DuckDB has consumed a chunk when it asks for the next one, so text
// cells may point into the batch until then.
struct ParquetWriter::Reading {
  TableBatch batch;
  size_t row = 0;
  size_t rows = 0;

  static Result<void> fill(ParquetWriter& writer, duckdb_data_chunk chunk) {
    Reading& reading = *writer.reading_;
    if (reading.row == reading.rows) {
      ASSIGN(const bool more, reading.take(writer));
      if (!more) return {};
    }
    const size_t count = std::min<size_t>(reading.rows - reading.row, duckdb_vector_size());
    for (size_t i = 0; i < reading.batch.size(); ++i) {
      const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
      reading.fill_column(reading.batch[i], duckdb_vector_get_data(vector), count);
    }
    reading.row += count;
    duckdb_data_chunk_set_size(chunk, count);
    return {};
  }

  // Waits for the next batch with rows; false at the end.
  Result<bool> take(ParquetWriter& writer) {
    batch.clear();
    row = rows = 0;
    std::unique_lock lock(writer.mutex_);
    while (rows == 0) {
      writer.changed_.wait(lock, [&] { return writer.waiting_ || writer.ended_; });
      if (writer.stopped_) return fail(ErrorCode::kCancelled, "the table was not finished");
      if (!writer.waiting_) return false;
      batch = std::move(*writer.waiting_);
      writer.waiting_.reset();
      writer.changed_.notify_all();
      rows = std::visit([](const auto& cells) { return length(cells); }, batch.front());
    }
    return true;
  }

  static size_t length(const TextCells& cells) { return cells.codes.size(); }
  template <typename T>
  static size_t length(const std::vector<T>& cells) {
    return cells.size();
  }

  void fill_column(const Cells& cells, void* data, size_t count) const {
    if (const auto* integers = std::get_if<std::vector<int64_t>>(&cells)) {
      std::memcpy(data, integers->data() + row, count * sizeof(int64_t));
    } else if (const auto* reals = std::get_if<std::vector<float>>(&cells)) {
      std::memcpy(data, reals->data() + row, count * sizeof(float));
    } else {
      const auto& text = std::get<TextCells>(cells);
      auto* out = static_cast<DuckText*>(data);
      for (size_t i = 0; i < count; ++i) out[i] = cell((*text.words)[text.codes[row + i]]);
    }
  }

  static DuckText cell(const std::string& word) {
    DuckText text{};
    text.length = static_cast<uint32_t>(word.size());
    if (word.size() <= 12) {
      std::memcpy(text.prefix, word.data(), word.size());
    } else {
      std::memcpy(text.prefix, word.data(), sizeof(text.prefix));
      text.pointer = word.data();
    }
    return text;
  }

  static void bind(duckdb_bind_info info) {
    const auto& writer = *static_cast<ParquetWriter*>(duckdb_bind_get_extra_info(info));
    for (const TableColumn& column : writer.columns_) {
      const duckdb_type kind = column.type == CellType::kInteger ? DUCKDB_TYPE_BIGINT
                               : column.type == CellType::kReal  ? DUCKDB_TYPE_FLOAT
                                                                 : DUCKDB_TYPE_VARCHAR;
      duckdb_logical_type type = duckdb_create_logical_type(kind);
      duckdb_bind_add_result_column(info, column.name.c_str(), type);
      duckdb_destroy_logical_type(&type);
    }
  }
  static void start(duckdb_init_info info) { duckdb_init_set_max_threads(info, 1); }
  static void next(duckdb_function_info info, duckdb_data_chunk chunk) {
    auto& writer = *static_cast<ParquetWriter*>(duckdb_function_get_extra_info(info));
    if (const auto filled = fill(writer, chunk); !filled) {
      duckdb_function_set_error(info, filled.error().message.c_str());
    }
  }
};

Result<std::unique_ptr<TableWriter>> ParquetWriter::create(AtomicFile file,
                                                           std::vector<TableColumn> columns) {
  ASSIGN(DuckDatabase database, DuckDatabase::open({.threads = 1}));
  ASSIGN(DuckConnection connection, database.connect());
  std::unique_ptr<ParquetWriter> writer(new ParquetWriter(
      std::move(file), std::move(database), std::move(connection), std::move(columns)));
  TRY(writer->register_rows());
  writer->thread_ = std::jthread([raw = writer.get()] { raw->copy(); });
  return writer;
}

ParquetWriter::ParquetWriter(AtomicFile file, DuckDatabase database, DuckConnection connection,
                             std::vector<TableColumn> columns)
    : file_(std::move(file)),
      database_(std::move(database)),
      connection_(std::move(connection)),
      columns_(std::move(columns)),
      reading_(std::make_unique<Reading>()) {}

ParquetWriter::~ParquetWriter() { end_of_rows(true); }

Result<void> ParquetWriter::register_rows() {
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, "likely_rows");
  duckdb_table_function_set_extra_info(function, this, nullptr);
  duckdb_table_function_set_bind(function, Reading::bind);
  duckdb_table_function_set_init(function, Reading::start);
  duckdb_table_function_set_function(function, Reading::next);
  const auto state = duckdb_register_table_function(connection_.connection_.get(), function);
  duckdb_destroy_table_function(&function);
  if (state == DuckDBSuccess) return {};
  return fail(ErrorCode::kInternal, "the Parquet writer could not be set up");
}

void ParquetWriter::copy() {
  auto outcome =
      connection_.run("COPY (SELECT * FROM likely_rows()) TO " + sql_text(file_.path_aside()) +
                      " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)");
  const std::scoped_lock lock(mutex_);
  outcome_ = std::move(outcome);
  copied_ = true;
  changed_.notify_all();
}

Result<void> ParquetWriter::write(TableBatch batch) {
  CHECK(batch.size() == columns_.size());
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !waiting_ || copied_; });
  if (copied_) return outcome_;
  waiting_ = std::make_unique<TableBatch>(std::move(batch));
  changed_.notify_all();
  return {};
}

void ParquetWriter::end_of_rows(bool stop) {
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    stopped_ = stopped_ || stop;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

Result<void> ParquetWriter::finish() {
  end_of_rows(false);
  TRY(outcome_);
  return commit_for_user(file_);
}

}  // namespace likely
