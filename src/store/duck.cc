#include "store/duck.h"

#include <duckdb.h>

#include "store/duck_types.h"

namespace likely {

namespace {

ErrorCode code_of(duckdb_error_type type, std::string_view message) {
  if (type == DUCKDB_ERROR_INTERRUPT) return ErrorCode::kCancelled;
  if (type == DUCKDB_ERROR_OUT_OF_MEMORY) return ErrorCode::kUnavailable;
  if (message.find("No space left") != std::string_view::npos ||
      message.find("Could not write") != std::string_view::npos) {
    return ErrorCode::kUnavailable;
  }
  if (type == DUCKDB_ERROR_IO || type == DUCKDB_ERROR_SERIALIZATION) return ErrorCode::kUnusable;
  return ErrorCode::kInternal;
}

// A message for people; a full disk says what to do.
std::unexpected<Error> failed(duckdb_error_type type, const char* message,
                              const std::string& where = "warehouse") {
  const std::string text = message == nullptr ? "unknown error" : message;
  const bool full = text.find("No space left") != std::string::npos;
  return fail(code_of(type, text),
              where + ": " + text + (full ? "; free some space and run the command again" : ""));
}

}  // namespace

// --- DuckResult

struct DuckResult::Inner {
  duckdb_result result{};
  bool ended = false;
  ~Inner() { duckdb_destroy_result(&result); }
};

DuckResult::DuckResult(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
DuckResult::DuckResult(DuckResult&&) noexcept = default;
DuckResult& DuckResult::operator=(DuckResult&&) noexcept = default;
DuckResult::~DuckResult() = default;

size_t DuckResult::column_count() const { return duckdb_column_count(&inner_->result); }

std::string DuckResult::column_name(size_t column) const {
  return duckdb_column_name(&inner_->result, column);
}

DuckType DuckResult::column_type(size_t column) const {
  return from_duckdb(duckdb_column_type(&inner_->result, column));
}

Result<bool> DuckResult::next(DuckChunk& chunk) {
  duckdb_data_chunk fetched = inner_->ended ? nullptr : duckdb_fetch_chunk(inner_->result);
  if (fetched == nullptr) {
    chunk = DuckChunk();
    if (std::exchange(inner_->ended, true)) return false;
    const char* error = duckdb_result_error(&inner_->result);
    if (error != nullptr && *error != '\0') {
      return failed(duckdb_result_error_type(&inner_->result), error);
    }
    return false;
  }
  chunk = DuckChunk(fetched);
  return chunk.size() > 0;
}

// --- DuckStatement

void DuckStatement::Destroy::operator()(_duckdb_prepared_statement* statement) const {
  duckdb_destroy_prepare(&statement);
}

void DuckStatement::bind(size_t parameter, int64_t value) {
  CHECK(duckdb_bind_int64(statement_.get(), parameter, value) == DuckDBSuccess);
}
void DuckStatement::bind(size_t parameter, uint64_t value) {
  CHECK(duckdb_bind_uint64(statement_.get(), parameter, value) == DuckDBSuccess);
}
void DuckStatement::bind(size_t parameter, double value) {
  CHECK(duckdb_bind_double(statement_.get(), parameter, value) == DuckDBSuccess);
}
void DuckStatement::bind(size_t parameter, std::string_view text) {
  CHECK(duckdb_bind_varchar_length(statement_.get(), parameter, text.data(), text.size()) ==
        DuckDBSuccess);
}
void DuckStatement::bind_null(size_t parameter) {
  CHECK(duckdb_bind_null(statement_.get(), parameter) == DuckDBSuccess);
}

Result<DuckResult> DuckStatement::stream() {
  duckdb_pending_result pending = nullptr;
  auto inner = std::make_unique<DuckResult::Inner>();
  if (duckdb_pending_prepared_streaming(statement_.get(), &pending) != DuckDBSuccess) {
    const char* message = pending == nullptr ? nullptr : duckdb_pending_error(pending);
    auto error = failed(DUCKDB_ERROR_INVALID, message);
    duckdb_destroy_pending(&pending);
    return error;
  }
  const auto state = duckdb_execute_pending(pending, &inner->result);
  duckdb_destroy_pending(&pending);
  if (state != DuckDBSuccess) {
    return failed(duckdb_result_error_type(&inner->result), duckdb_result_error(&inner->result));
  }
  return DuckResult(std::move(inner));
}

Result<void> DuckStatement::run() {
  duckdb_result result{};
  const auto state = duckdb_execute_prepared(statement_.get(), &result);
  Result<void> outcome;
  if (state != DuckDBSuccess) {
    outcome = failed(duckdb_result_error_type(&result), duckdb_result_error(&result));
  }
  duckdb_destroy_result(&result);
  return outcome;
}

// --- DuckConnection

void DuckConnection::Destroy::operator()(_duckdb_connection* connection) const {
  duckdb_disconnect(&connection);
}

Result<void> DuckConnection::run(const std::string& sql) {
  duckdb_result result{};
  Result<void> outcome;
  if (duckdb_query(connection_.get(), sql.c_str(), &result) != DuckDBSuccess) {
    outcome = failed(duckdb_result_error_type(&result), duckdb_result_error(&result));
  }
  duckdb_destroy_result(&result);
  return outcome;
}

Result<DuckResult> DuckConnection::stream(const std::string& sql) {
  ASSIGN(DuckStatement statement, prepare(sql));
  return statement.stream();
}

Result<DuckStatement> DuckConnection::prepare(const std::string& sql) {
  duckdb_prepared_statement statement = nullptr;
  if (duckdb_prepare(connection_.get(), sql.c_str(), &statement) != DuckDBSuccess) {
    auto error = failed(DUCKDB_ERROR_INVALID, duckdb_prepare_error(statement));
    duckdb_destroy_prepare(&statement);
    return error;
  }
  return DuckStatement(statement);
}

Result<int64_t> DuckConnection::number(const std::string& sql) {
  ASSIGN(DuckResult result, stream("SELECT CAST((" + sql + ") AS BIGINT)"));
  DuckChunk chunk;
  ASSIGN(const bool any, result.next(chunk));
  return any && !chunk.is_null(0, 0) ? chunk.cells<int64_t>(0)[0] : 0;
}

void DuckConnection::interrupt() { duckdb_interrupt(connection_.get()); }

// --- DuckTransaction

Result<DuckTransaction> DuckTransaction::begin(DuckConnection& connection) {
  TRY(connection.run("BEGIN TRANSACTION"));
  return DuckTransaction(connection);
}

DuckTransaction::~DuckTransaction() {
  if (connection_ != nullptr) (void)connection_->run("ROLLBACK");
}

Result<void> DuckTransaction::commit() {
  CHECK(connection_ != nullptr);
  return std::exchange(connection_, nullptr)->run("COMMIT");
}

// --- DuckAppender

void DuckAppender::Destroy::operator()(_duckdb_appender* appender) const {
  duckdb_appender_destroy(&appender);
}

Result<DuckAppender> DuckAppender::open(DuckConnection& connection, const std::string& table) {
  duckdb_appender appender = nullptr;
  const auto state =
      duckdb_appender_create(connection.connection_.get(), nullptr, table.c_str(), &appender);
  DuckAppender opened(appender, table);
  TRY(opened.check(state));
  return opened;
}

std::vector<DuckType> DuckAppender::types() const {
  std::vector<DuckType> types(duckdb_appender_column_count(appender_.get()));
  for (size_t i = 0; i < types.size(); ++i) {
    duckdb_logical_type type = duckdb_appender_column_type(appender_.get(), i);
    types[i] = from_duckdb(duckdb_get_type_id(type));
    duckdb_destroy_logical_type(&type);
  }
  return types;
}

Result<void> DuckAppender::append(const DuckChunk& chunk) {
  return check(duckdb_append_data_chunk(appender_.get(), chunk.chunk_.get()));
}
Result<void> DuckAppender::flush() { return check(duckdb_appender_flush(appender_.get())); }
Result<void> DuckAppender::close() { return check(duckdb_appender_close(appender_.get())); }

Result<void> DuckAppender::check(int state) const {
  if (state == DuckDBSuccess) return {};
  const char* message = appender_ == nullptr ? nullptr : duckdb_appender_error(appender_.get());
  return failed(DUCKDB_ERROR_INVALID, message, "warehouse table " + table_);
}

// --- DuckDatabase

void DuckDatabase::Destroy::operator()(_duckdb_database* database) const {
  duckdb_close(&database);
}

Result<DuckDatabase> DuckDatabase::open(const Options& options) {
  duckdb_config config = nullptr;
  CHECK(duckdb_create_config(&config) == DuckDBSuccess);
  const auto set = [&](const char* name, const std::string& value) {
    CHECK(duckdb_set_config(config, name, value.c_str()) == DuckDBSuccess);
  };
  set("autoinstall_known_extensions", "false");
  set("autoload_known_extensions", "false");
  set("memory_limit", std::to_string(options.memory_limit_mb) + "MB");
  if (options.threads > 0) set("threads", std::to_string(options.threads));
  if (!options.spill_path.empty()) set("temp_directory", options.spill_path);
  if (options.read_only) set("access_mode", "READ_ONLY");
  // Each checkpoint writes the last, unfinished row group anew: not after every few live events.
  set("checkpoint_threshold", "64MB");
  if (!options.path.empty()) set("storage_compatibility_version", "latest");
  duckdb_database database = nullptr;
  char* message = nullptr;
  const auto state = duckdb_open_ext(options.path.empty() ? nullptr : options.path.c_str(),
                                     &database, config, &message);
  duckdb_destroy_config(&config);
  if (state != DuckDBSuccess) {
    auto error = failed(DUCKDB_ERROR_IO, message);
    duckdb_free(message);
    return error;
  }
  return DuckDatabase(database);
}

Result<DuckConnection> DuckDatabase::connect() const {
  duckdb_connection connection = nullptr;
  if (duckdb_connect(database_.get(), &connection) != DuckDBSuccess) {
    return fail(ErrorCode::kInternal, "warehouse: no further connection can be opened");
  }
  return DuckConnection(connection);
}

// --- SQL text

namespace {
std::string quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}
}  // namespace

std::string sql_text(std::string_view text) { return quoted(text, '\''); }
std::string sql_name(std::string_view name) { return quoted(name, '"'); }

}  // namespace likely
