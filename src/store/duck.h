#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/result.h"

// DuckDB's C handles, so that this header needs none of its headers.
struct _duckdb_database;
struct _duckdb_connection;
struct _duckdb_prepared_statement;
struct _duckdb_data_chunk;
struct _duckdb_appender;

namespace likely {

// The column types this program reads and writes; everything else is cast to text in SQL.
enum class DuckType : uint8_t {
  kOther,
  kBool,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kFloat,
  kDouble,
  kText,
  kTimestamp,  // int64_t: microseconds since 1970
};

// A text cell as DuckDB lays it out: up to 12 bytes in place, longer ones behind a pointer.
struct DuckText {
  uint32_t length;
  char prefix[4];
  const char* pointer;
  std::string_view view() const {
    return length <= 12 ? std::string_view(prefix, length) : std::string_view(pointer, length);
  }
};

// Up to kCapacity rows in columns, read from a result or to be appended. Cells of columns read
// with cells<T>() must have that type: int64_t for kInt64, bool for kBool, and so on.
class DuckChunk {
 public:
  static constexpr size_t kCapacity = 2048;

  DuckChunk() = default;
  // An empty chunk to fill and append.
  explicit DuckChunk(std::span<const DuckType> types);
  DuckChunk(DuckChunk&&) noexcept = default;
  DuckChunk& operator=(DuckChunk&&) noexcept = default;

  size_t size() const { return size_; }
  size_t column_count() const { return columns_.size(); }

  template <typename T>
  const T* cells(size_t column) const {
    return static_cast<const T*>(columns_[column].data);
  }
  bool may_have_nulls(size_t column) const { return columns_[column].validity != nullptr; }
  bool is_null(size_t column, size_t row) const {
    const uint64_t* valid = columns_[column].validity;
    return valid != nullptr && ((valid[row / 64] >> (row % 64)) & 1) == 0;
  }
  // A text cell (or blob); empty when it is null. Valid as long as the chunk.
  std::string_view text(size_t column, size_t row) const {
    return is_null(column, row) ? std::string_view() : cells<DuckText>(column)[row].view();
  }

  // Filling: set the cells of rows [0, n), then resize(n). clear() makes the chunk empty again.
  template <typename T>
  void set(size_t column, size_t row, T value) {
    static_cast<T*>(columns_[column].data)[row] = value;
  }
  void set_text(size_t column, size_t row, std::string_view text);
  void set_null(size_t column, size_t row);
  void resize(size_t rows);
  void clear();

 private:
  friend class DuckResult;
  friend class DuckAppender;
  struct Column {
    void* vector = nullptr;
    void* data = nullptr;
    uint64_t* validity = nullptr;
  };
  struct Destroy {
    void operator()(_duckdb_data_chunk* chunk) const;
  };
  explicit DuckChunk(_duckdb_data_chunk* chunk);
  void look_up_columns();

  std::unique_ptr<_duckdb_data_chunk, Destroy> chunk_;
  std::vector<Column> columns_;
  size_t size_ = 0;
};

// The rows of one query, streamed: only the current chunk is in memory. Must be used up or
// destroyed before its connection runs anything else.
class DuckResult {
 public:
  DuckResult(DuckResult&&) noexcept;
  DuckResult& operator=(DuckResult&&) noexcept;
  ~DuckResult();

  size_t column_count() const;
  std::string column_name(size_t column) const;
  DuckType column_type(size_t column) const;
  // Reads the next rows into `chunk`; false at the end.
  Result<bool> next(DuckChunk& chunk);

 private:
  friend class DuckConnection;
  friend class DuckStatement;
  struct Inner;
  explicit DuckResult(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

// A prepared statement; parameters are numbered from 1 (`$1`).
class DuckStatement {
 public:
  void bind(size_t parameter, int64_t value);
  void bind(size_t parameter, uint64_t value);
  void bind(size_t parameter, double value);
  void bind(size_t parameter, std::string_view text);
  void bind_null(size_t parameter);
  Result<DuckResult> stream();
  Result<void> run();

 private:
  friend class DuckConnection;
  struct Destroy {
    void operator()(_duckdb_prepared_statement* statement) const;
  };
  explicit DuckStatement(_duckdb_prepared_statement* statement) : statement_(statement) {}
  std::unique_ptr<_duckdb_prepared_statement, Destroy> statement_;
};

// One connection; one thread at a time, except interrupt().
class DuckConnection {
 public:
  // Runs one or more statements and drops their rows.
  Result<void> run(const std::string& sql);
  Result<DuckResult> stream(const std::string& sql);
  Result<DuckStatement> prepare(const std::string& sql);
  // The one number of a query such as `SELECT count(*) …`; null is 0.
  Result<int64_t> number(const std::string& sql);
  // Stops the running query; callable from any thread.
  void interrupt();

 private:
  friend class DuckDatabase;
  friend class DuckAppender;
  friend class ParquetWriter;
  struct Destroy {
    void operator()(_duckdb_connection* connection) const;
  };
  explicit DuckConnection(_duckdb_connection* connection) : connection_(connection) {}
  std::unique_ptr<_duckdb_connection, Destroy> connection_;
};

// A transaction on a connection; rolls back unless committed.
class DuckTransaction {
 public:
  static Result<DuckTransaction> begin(DuckConnection& connection);
  DuckTransaction(DuckTransaction&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)) {}
  DuckTransaction& operator=(DuckTransaction&&) = delete;
  ~DuckTransaction();
  Result<void> commit();

 private:
  explicit DuckTransaction(DuckConnection& connection) : connection_(&connection) {}
  DuckConnection* connection_;
};

// Appends chunks to a table, the fastest way in. Rows are in the table after flush() or close(),
// inside the transaction of the connection if there is one.
class DuckAppender {
 public:
  static Result<DuckAppender> open(DuckConnection& connection, const std::string& table);
  // The types of the table's columns in their order, to make chunks of.
  std::vector<DuckType> types() const;
  Result<void> append(const DuckChunk& chunk);
  Result<void> flush();
  Result<void> close();

 private:
  struct Destroy {
    void operator()(_duckdb_appender* appender) const;
  };
  DuckAppender(_duckdb_appender* appender, std::string table)
      : appender_(appender), table_(std::move(table)) {}
  Result<void> check(int state) const;
  std::unique_ptr<_duckdb_appender, Destroy> appender_;
  std::string table_;
};

// An open database, on disk or in memory. Nothing is ever installed or loaded from elsewhere.
// Connections must not outlive it. Thread-safe.
class DuckDatabase {
 public:
  struct Options {
    std::string path;  // empty: in memory
    bool read_only = false;
    int threads = 0;  // 0: all
    uint64_t memory_limit_mb = 1024;
    std::string spill_path;  // folder for what does not fit in memory; empty: beside the file
  };
  static Result<DuckDatabase> open(const Options& options);
  Result<DuckConnection> connect() const;

 private:
  struct Destroy {
    void operator()(_duckdb_database* database) const;
  };
  explicit DuckDatabase(_duckdb_database* database) : database_(database) {}
  std::unique_ptr<_duckdb_database, Destroy> database_;
};

// 'text' as an SQL literal and "name" as an SQL identifier, quoted.
std::string sql_text(std::string_view text);
std::string sql_name(std::string_view name);

}  // namespace likely
