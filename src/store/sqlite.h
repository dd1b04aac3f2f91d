#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace likely {

class Commits;
class KeptMap;
class Sqlite;

// A statement borrowed from its connection's cache; it goes back, reset, when destroyed.
// Parameters are numbered from 1, columns from 0. Two live ones of the same SQL are fine.
class SqliteStatement {
 public:
  SqliteStatement(SqliteStatement&& other) noexcept;
  SqliteStatement& operator=(SqliteStatement&&) = delete;
  ~SqliteStatement();

  SqliteStatement& bind(int parameter, int64_t value);
  SqliteStatement& bind(int parameter, double value);
  // The bytes must live until the next step(), reset() or destruction.
  SqliteStatement& bind(int parameter, std::string_view text);
  SqliteStatement& bind_blob(int parameter, std::string_view bytes);
  SqliteStatement& bind_null(int parameter);

  // Moves to the next row; false at the end.
  Result<bool> step();
  // Runs to the end, then is ready for new parameters.
  Result<void> run();
  // Shows `visit` each row that is left; when it gives a Result, its first error ends that.
  template <typename Visit>
  Result<void> each_row(Visit visit);
  // What `read` makes of each row that is left.
  template <typename Read>
  auto rows(Read read) -> Result<std::vector<std::invoke_result_t<Read&, SqliteStatement&>>>;
  void reset();

  int64_t integer(int column) const;
  double real(int column) const;
  // Text or blob; valid until the next step.
  std::string_view text(int column) const;
  bool is_null(int column) const;

 private:
  friend class Sqlite;
  using Idle = std::vector<sqlite3_stmt*>;
  SqliteStatement(Sqlite& owner, Idle& home, sqlite3_stmt* statement)
      : owner_(&owner), home_(&home), statement_(statement) {}
  Sqlite* owner_;
  Idle* home_;  // of the owner's cache
  sqlite3_stmt* statement_;
};

template <typename Visit>
Result<void> SqliteStatement::each_row(Visit visit) {
  while (true) {
    ASSIGN(const bool more, step());
    if (!more) return {};
    if constexpr (std::is_void_v<std::invoke_result_t<Visit&, SqliteStatement&>>) {
      visit(*this);
    } else {
      TRY(visit(*this));
    }
  }
}

template <typename Read>
auto SqliteStatement::rows(Read read)
    -> Result<std::vector<std::invoke_result_t<Read&, SqliteStatement&>>> {
  std::vector<std::invoke_result_t<Read&, SqliteStatement&>> all;
  TRY(each_row([&](SqliteStatement& row) { all.push_back(read(row)); }));
  return all;
}

// One connection to an SQLite file: WAL, synchronous=FULL, secure_delete=ON, foreign keys on.
// One thread at a time. Statements and transactions must not outlive it.
class Sqlite {
 public:
  enum class Mode { kReadOnly, kReadWrite, kCreate };

  static Result<std::unique_ptr<Sqlite>> open(const std::string& path, Mode mode);
  // How long a change waits for another connection's; 5 s unless this is called.
  void wait_at_most(int ms);
  ~Sqlite();
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  // Runs a script without parameters.
  Result<void> execute(const std::string& sql);
  Result<SqliteStatement> prepare(std::string_view sql);
  // The one number of a query such as `SELECT count(*) …`; no row or null is 0.
  Result<int64_t> number(std::string_view sql);

  // Rolls back unless committed.
  class Transaction {
   public:
    Transaction(Transaction&& other) noexcept
        : database_(std::exchange(other.database_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    // On disk once this returned.
    Result<void> commit();

   private:
    friend class Sqlite;
    explicit Transaction(Sqlite& database) : database_(&database) {}
    Sqlite* database_;
  };
  Result<Transaction> begin();
  // One state of the database for all reads until its end. Hold it briefly, or end it when there
  // are new Commits: the log grows while somebody reads an old state.
  Result<Transaction> begin_reading();
  // Writes the file anew from what it holds and empties the log: no byte of a deleted row is left.
  // Outside of transactions, and with no statement at work.
  Result<void> compact();
  // Writes what the connection sees into a new file; inside begin_reading(), what that shows.
  // kCancelled once `stop` says so.
  Result<void> copy_to(const std::string& path, const std::function<bool()>& stop);

 private:
  friend class SqliteStatement;
  Sqlite(sqlite3* database, std::string path);
  std::unexpected<Error> failure(int code) const;
  Result<void> set_up(Mode mode);
  // After each commit: counts it, and brings a long log into the file.
  static int on_commit(void* self, sqlite3* database, const char* name, int pages);
  // As execute, for one statement that is run again and again.
  Result<void> run(std::string_view sql);

  struct HashText : std::hash<std::string_view> {
    using is_transparent = void;
  };

  sqlite3* database_;
  std::string path_;
  std::shared_ptr<Commits> commits_;  // of a connection that writes
  std::unique_ptr<KeptMap> map_;      // of one that only reads
  // By their SQL. Its nodes stay where they are, so that statements find home.
  std::unordered_map<std::string, SqliteStatement::Idle, HashText, std::equal_to<>> idle_;
};

}  // namespace likely
