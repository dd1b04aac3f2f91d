#include "store/sqlite.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "store/commits.h"
#include "store/kept_map.h"

namespace likely {

namespace {

constexpr int kLongLogPages = 1000;  // as SQLite's own

ErrorCode code_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return ErrorCode::kUnusable;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorCode::kUnavailable;
    case SQLITE_CONSTRAINT:
      return ErrorCode::kConflict;
    case SQLITE_INTERRUPT:
      return ErrorCode::kCancelled;
    default:
      return ErrorCode::kInternal;
  }
}

// A folder that cannot be written has no place for SQLite's shared memory file; the database is
// then opened as one that nobody can change, which holds when no log is left beside it.
bool folder_is_read_only(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash);
  return access(folder.c_str(), W_OK) != 0 && access((path + "-wal").c_str(), F_OK) != 0;
}

std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      static constexpr char kHex[] = "0123456789ABCDEF";
      uri += '%';
      uri += kHex[static_cast<unsigned char>(c) >> 4];
      uri += kHex[static_cast<unsigned char>(c) & 15];
    } else {
      uri += c;
    }
  }
  return uri;
}

// Else every allocation of every connection takes one mutex, to be counted for nobody
// (sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus).
void count_no_memory() {
  [[maybe_unused]] static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

// --- SqliteStatement

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : owner_(other.owner_),
      home_(other.home_),
      statement_(std::exchange(other.statement_, nullptr)) {}

SqliteStatement::~SqliteStatement() {
  if (statement_ == nullptr) return;
  reset();
  sqlite3_clear_bindings(statement_);
  home_->push_back(statement_);
}

SqliteStatement& SqliteStatement::bind(int parameter, int64_t value) {
  CHECK(sqlite3_bind_int64(statement_, parameter, value) == SQLITE_OK);
  return *this;
}
SqliteStatement& SqliteStatement::bind(int parameter, double value) {
  CHECK(sqlite3_bind_double(statement_, parameter, value) == SQLITE_OK);
  return *this;
}
SqliteStatement& SqliteStatement::bind(int parameter, std::string_view text) {
  const char* bytes = text.data() == nullptr ? "" : text.data();
  CHECK(sqlite3_bind_text64(statement_, parameter, bytes, text.size(), SQLITE_STATIC,
                            SQLITE_UTF8) == SQLITE_OK);
  return *this;
}
SqliteStatement& SqliteStatement::bind_blob(int parameter, std::string_view bytes) {
  CHECK(sqlite3_bind_blob64(statement_, parameter, bytes.data() == nullptr ? "" : bytes.data(),
                            bytes.size(), SQLITE_STATIC) == SQLITE_OK);
  return *this;
}
SqliteStatement& SqliteStatement::bind_null(int parameter) {
  CHECK(sqlite3_bind_null(statement_, parameter) == SQLITE_OK);
  return *this;
}

Result<bool> SqliteStatement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  auto error = owner_->failure(code);
  reset();
  return error;
}

Result<void> SqliteStatement::run() {
  while (true) {
    ASSIGN(const bool more, step());
    if (!more) break;
  }
  reset();
  return {};
}

void SqliteStatement::reset() { sqlite3_reset(statement_); }

int64_t SqliteStatement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double SqliteStatement::real(int column) const { return sqlite3_column_double(statement_, column); }
std::string_view SqliteStatement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string_view()
                          : std::string_view(static_cast<const char*>(bytes), size);
}
bool SqliteStatement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

// --- Sqlite

Sqlite::Sqlite(sqlite3* database, std::string path) : database_(database), path_(std::move(path)) {}

Result<std::unique_ptr<Sqlite>> Sqlite::open(const std::string& path, Mode mode) {
  count_no_memory();
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
  std::string uri = uri_of(path);
  switch (mode) {
    case Mode::kReadOnly:
      flags |= SQLITE_OPEN_READONLY;
      if (folder_is_read_only(path)) uri += "?immutable=1";
      break;
    case Mode::kReadWrite:
      flags |= SQLITE_OPEN_READWRITE;
      break;
    case Mode::kCreate:
      flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
      break;
  }
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(uri.c_str(), &handle, flags, nullptr);
  std::unique_ptr<Sqlite> database(new Sqlite(handle, path));
  if (code != SQLITE_OK) return database->failure(code);
  TRY(database->set_up(mode));
  return database;
}

Result<void> Sqlite::set_up(Mode mode) {
  wait_at_most(5000);
  TRY(execute("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768;"));
  if (mode == Mode::kReadOnly) {
    TRY(execute("PRAGMA mmap_size = 4294967296"));
    map_ = std::make_unique<KeptMap>(database_);
  } else {
    TRY(execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"));
    commits_ = Commits::of(path_);
    sqlite3_wal_hook(database_, on_commit, this);
  }
  // Reads the first page, so that a file which is no database is found out here.
  TRY(number("SELECT count(*) FROM sqlite_schema"));
  return {};
}

void Sqlite::wait_at_most(int ms) { sqlite3_busy_timeout(database_, ms); }

int Sqlite::on_commit(void* self, sqlite3* database, const char* name, int pages) {
  Commits& commits = *static_cast<Sqlite*>(self)->commits_;
  commits.note();
  if (pages < kLongLogPages) return SQLITE_OK;
  // Whoever reads on does so from the file, so that the log can begin anew.
  if (sqlite3_wal_checkpoint_v2(database, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) ==
      SQLITE_OK) {
    commits.note();
  }
  return SQLITE_OK;  // what was not brought in now is with a later commit
}

Sqlite::~Sqlite() {
  for (auto& [sql, statements] : idle_) {
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  }
  sqlite3_close(database_);
}

Result<void> Sqlite::execute(const std::string& sql) {
  const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failure(code);
  return {};
}

Result<SqliteStatement> Sqlite::prepare(std::string_view sql) {
  auto found = idle_.find(sql);
  if (found != idle_.end() && !found->second.empty()) {
    sqlite3_stmt* statement = found->second.back();
    found->second.pop_back();
    return SqliteStatement(*this, found->second, statement);
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(code);
  if (found == idle_.end()) found = idle_.try_emplace(std::string(sql)).first;
  return SqliteStatement(*this, found->second, statement);
}

Result<void> Sqlite::run(std::string_view sql) {
  ASSIGN(SqliteStatement statement, prepare(sql));
  return statement.run();
}

Result<int64_t> Sqlite::number(std::string_view sql) {
  ASSIGN(SqliteStatement statement, prepare(sql));
  ASSIGN(const bool any, statement.step());
  return any ? statement.integer(0) : 0;
}

Result<Sqlite::Transaction> Sqlite::begin() {
  TRY(run("BEGIN IMMEDIATE"));
  return Transaction(*this);
}

Result<Sqlite::Transaction> Sqlite::begin_reading() {
  TRY(run("BEGIN"));
  return Transaction(*this);
}

Result<void> Sqlite::compact() {
  CHECK(commits_ != nullptr);
  const Commits::Emptying emptying(*commits_);
  // Temporary files instead of memory: the whole database goes through them.
  TRY(execute("PRAGMA temp_store = FILE"));
  const auto done =
      execute("PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
  TRY(execute("PRAGMA temp_store = MEMORY"));
  return done;
}

Result<void> Sqlite::copy_to(const std::string& path, const std::function<bool()>& stop) {
  constexpr int kPagesAtOnce = 4096;
  sqlite3* handle = nullptr;
  const int opened =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  const std::unique_ptr<Sqlite> copy(new Sqlite(handle, path));
  if (opened != SQLITE_OK) return copy->failure(opened);
  sqlite3_backup* backup = sqlite3_backup_init(handle, "main", database_, "main");
  if (backup == nullptr) return copy->failure(sqlite3_errcode(handle));
  int code = SQLITE_OK;
  while (code == SQLITE_OK && !stop()) code = sqlite3_backup_step(backup, kPagesAtOnce);
  const int ended = sqlite3_backup_finish(backup);
  if (code == SQLITE_OK) return fail(ErrorCode::kCancelled, path + ": stopped on request");
  return ended == SQLITE_OK ? Result<void>() : copy->failure(ended);
}

Sqlite::Transaction::~Transaction() {
  if (database_ != nullptr) (void)database_->run("ROLLBACK");
}

Result<void> Sqlite::Transaction::commit() {
  CHECK(database_ != nullptr);
  TRY(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

std::unexpected<Error> Sqlite::failure(int code) const {
  const char* message = database_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database_);
  const bool full = (code & 0xff) == SQLITE_FULL;
  return fail(code_of(code),
              path_ + ": " + message + (full ? "; free some space and run the command again" : ""));
}

}  // namespace likely
