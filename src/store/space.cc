#include "store/space.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "base/format.h"
#include "domain/time.h"
#include "store/atomic_file.h"
#include "store/erased_ids.h"
#include "store/facts.h"
#include "store/leftovers.h"
#include "store/live_results.h"
#include "store/lock_note.h"
#include "store/schema.h"
#include "store/shared_folder.h"
#include "store/state_sum.h"
#include "store/warehouse_log.h"

namespace likely {

namespace fs = std::filesystem;

namespace {

// The version of everything in the folder; a program reads exactly its own.
constexpr std::string_view kFormat = "likely 1\n";
constexpr int kPatientMs = 120'000;  // for others' writing, by who writes beside them for long
// While it is there, the folder is being made for the first time and holds nothing of worth.
constexpr const char* kCreating = "/creating";

Error damaged(const std::string& path, const std::string& what) {
  return {ErrorCode::kUnusable, path + ": the data folder is damaged: " + what +
                                    "; restore a backup, or import again into a new folder"};
}

bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

// The mark itself, or one whose writing was cut off.
bool is_mark(const std::string& file_name) {
  return file_name == kCreating + 1 ||
         file_name.starts_with(std::string(kCreating + 1) + ".writing-");
}

void remove_marks(const std::string& path) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    std::error_code ignored;
    if (is_mark(entry.path().filename().string())) fs::remove(entry.path(), ignored);
  }
}

// Nothing in it but what an interrupted first start leaves, and hidden files.
bool is_new(const std::string& path) {
  if (exists(path + kCreating)) return true;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    const std::string name = entry.path().filename().string();
    if (name != "lock" && !name.starts_with('.') && !is_mark(name)) return false;
  }
  return !error;
}

// Who holds the folder, since when, and what to do. A writer writes its id into the lock file when
// it begins, a server also where it listens; readers, who hold it together, do neither.
std::string in_use_words(const Folder& folder) {
  const LockNote note = read_lock_note(folder);
  struct stat file {};
  if (note.process <= 0 || kill(static_cast<pid_t>(note.process), 0) != 0 ||
      stat(folder.lock().c_str(), &file) != 0) {
    return folder.path +
           ": the data folder is in use by another likely process that reads it; run the command "
           "again when that has finished";
  }
  const std::string since = format_time(TimeUs{file.st_mtim.tv_sec} * kSecondUs);
  if (!note.address.empty()) {
    return format(
        "{0}: the data folder is in use by process {1}, which has been serving it at {2} since "
        "{3}; commands work meanwhile, through that server. A folder has one server: stop that one "
        "with `kill {1}`, or name another folder with --data",
        folder.path, note.process, note.address, since);
  }
  return format(
      "{0}: the data folder is in use by process {1}, which has been changing it since {2}; nobody "
      "can read or change it meanwhile: run the command again when that has finished, or stop it "
      "with `kill {1}` (what it has not finished is undone)",
      folder.path, note.process, since);
}

// All tables or none: those that are missing, and what a new one holds from the start.
Result<void> bring_schema(Sqlite& state) {
  ASSIGN(auto transaction, state.begin());
  for (const Script& script : state_schema()) TRY(state.execute(std::string(script.sql)));
  ASSIGN(const bool settled, merges_are_settled(state));
  if (!settled) {
    TRY(LiveResults(state).settle_all());
    TRY(set_merges_settled(state));
  }
  return transaction.commit();
}

}  // namespace

Result<std::unique_ptr<Space>> Space::open(const Options& options) {
  if (options.shared != nullptr) return open_shared(options);
  std::unique_ptr<Space> space(new Space(options));
  TRY(space->prepare_folder());
  TRY(space->lock());
  TRY(space->check_format());
  TRY(space->open_state());
  return space;
}

uint64_t Space::generation() const {
  return options_.shared != nullptr ? options_.shared->gate().times_changed() : 0;
}

Result<std::unique_ptr<Space>> Space::open_shared(const Options& options) {
  Gate& gate = options.shared->gate();
  std::unique_ptr<Space> space(new Space(options));
  const bool alone = space->is_alone() || options.access == Access::kSnapshot;
  space->entered_ =
      alone ? gate.enter_alone(options.wait_ms) : gate.enter_together(options.wait_ms);
  if (!space->entered_) {
    return fail(
        ErrorCode::kUnavailable,
        "the server is busy with work that must be alone in the data folder (an erasure, an item "
        "feed), or that keeps others from being so (an import, a new catalog, a backup); try again "
        "later");
  }
  TRY(space->open_state());
  if (space->is_alone()) TRY(options.shared->complete(*space));
  return space;
}

Space::~Space() {
  if (options_.shared != nullptr) {
    warehouse_.reset();
    state_.reset();
    if (entered_) leave();
    return;
  }
  warehouse_.reset();
  const bool changed = writes() && state_ != nullptr;
  state_.reset();
  if (changed) (void)write_state_sum(folder_);  // without one, verifying says less
  if (lock_ < 0) return;
  if (writes()) (void)!ftruncate(lock_, 0);
  close(lock_);
}

void Space::leave() {
  Gate& gate = options_.shared->gate();
  if (beside_) return gate.leave_beside();
  is_alone() || options_.access == Access::kSnapshot ? gate.leave_alone() : gate.leave_together();
}

void Space::let_others_in() {
  if (options_.shared == nullptr || beside_) return;
  // Others write what they computed meanwhile; what it works at must not fail for that.
  if (is_alone()) state_->wait_at_most(kPatientMs);
  options_.shared->gate().stay_beside(is_alone() ? Stays::kWriting : Stays::kReading);
  beside_ = true;
}

Result<void> Space::close_refused(std::unique_ptr<Space> space) {
  if (!space->made_folder_ || space->options_.shared != nullptr) return {};
  ASSIGN(Warehouse * warehouse, space->warehouse());
  ASSIGN(const int64_t rows,
         warehouse->connection().number(
             "SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM discards)"));
  ASSIGN(const int64_t items, space->state().number("SELECT count(*) FROM items"));
  if (rows + items > 0) return {};
  space->warehouse_.reset();
  space->state_.reset();
  std::error_code error;
  fs::remove_all(space->folder_.path, error);
  if (!error) return {};
  errno = error.value();
  return disk_failure(space->folder_.path, "removing the empty data folder");
}

Result<void> Space::prepare_folder() {
  std::error_code error;
  const auto status = fs::status(folder_.path, error);
  if (fs::is_directory(status)) {
    if (writes() && ::access(folder_.path.c_str(), W_OK) != 0) {
      return fail(ErrorCode::kUnusable,
                  folder_.path + ": the data folder cannot be written; check its permissions");
    }
    // What is no data folder stays as it is: not even a lock is left in it.
    const bool may_begin = options_.access == Access::kCreate && is_new(folder_.path);
    if (!may_begin && !exists(folder_.format()) && !exists(folder_.lock())) return check_format();
    return {};
  }
  if (fs::exists(status)) {
    return fail(ErrorCode::kUnusable, folder_.path + ": not a folder; name a folder with --data");
  }
  if (options_.access != Access::kCreate) {
    return fail(ErrorCode::kNotFound,
                folder_.path +
                    ": no data folder here; run `likely import` first, or name another "
                    "folder with --data");
  }
  fs::create_directories(folder_.path, error);
  if (error) {
    errno = error.value();
    return disk_failure(folder_.path, "creating the data folder");
  }
  made_folder_ = true;
  return {};
}

Result<void> Space::lock() {
  const std::string path = folder_.lock();
  lock_ =
      ::open(path.c_str(), writes() ? O_RDWR | O_CREAT | O_CLOEXEC : O_RDONLY | O_CLOEXEC, 0644);
  if (lock_ < 0 && !writes() && errno == ENOENT) {
    // A folder that was copied without its lock, or no data folder: check_format tells which.
    lock_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock_ < 0) return {};
  }
  if (lock_ < 0) return disk_failure(path, "opening");
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.wait_ms);
  while (flock(lock_, (writes() ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return disk_failure(path, "locking");
    if (std::chrono::steady_clock::now() >= until) {
      close(std::exchange(lock_, -1));  // what is not ours is not cleared on the way out
      return fail(ErrorCode::kUnavailable, in_use_words(folder_));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return writes() ? write_lock_note(lock_, folder_, "") : Result<void>();
}

Result<void> Space::check_format() {
  auto format_text = read_file(folder_.format());
  if (format_text) {
    if (*format_text == kFormat) {
      if (writes()) {
        remove_marks(folder_.path);
        remove_leftovers(folder_);
        TRY(remove_state_sum(folder_));
        TRY(begin_erased_ids(folder_));
      }
      return {};
    }
    if (!format_text->starts_with("likely ")) {
      return std::unexpected(damaged(folder_.path, "its file `format` is not readable"));
    }
    const std::string theirs = format_text->substr(7, format_text->find('\n') - 7);
    return fail(ErrorCode::kUnusable,
                format("{}: the data folder has format version {}, this program reads version 1; "
                       "use the program that made it, or import again into a new folder",
                       folder_.path, theirs));
  }
  if (format_text.error().code != ErrorCode::kNotFound) {
    return std::unexpected(format_text.error());
  }
  if (is_new(folder_.path)) {
    if (options_.access == Access::kCreate) return create_format();
    return fail(ErrorCode::kNotFound,
                folder_.path + ": the data folder is empty; run `likely import` first");
  }
  if (exists(folder_.state()) || exists(folder_.warehouse())) {
    return std::unexpected(damaged(folder_.path, "its file `format` is missing"));
  }
  return fail(ErrorCode::kUnusable,
              folder_.path +
                  ": this folder holds other things and is no likely data folder; name "
                  "an empty or new folder with --data");
}

Result<void> Space::create_format() {
  const std::string mark = folder_.path + kCreating;
  TRY(write_file_atomically(mark, "the first start of this folder did not finish\n"));
  std::error_code ignored;
  for (const std::string& file : {folder_.state(), folder_.warehouse()}) {
    for (const char* suffix : {"", "-wal", "-shm", ".wal"}) fs::remove(file + suffix, ignored);
  }
  fs::create_directories(folder_.models(), ignored);
  {
    ASSIGN(auto state, Sqlite::open(folder_.state(), Sqlite::Mode::kCreate));
    TRY(bring_schema(*state));  // whoever reads after a kill finds all tables
  }
  TRY(open_warehouse(/*create=*/true));
  TRY(sync_folder(folder_.path));
  TRY(begin_erased_ids(folder_));
  TRY(write_file_atomically(folder_.format(), kFormat));
  remove_marks(folder_.path);
  return {};
}

Result<void> Space::open_state() {
  if (!exists(folder_.state())) {
    return std::unexpected(damaged(folder_.path, "state.sqlite is missing"));
  }
  auto opened =
      Sqlite::open(folder_.state(), writes() ? Sqlite::Mode::kReadWrite : Sqlite::Mode::kReadOnly);
  if (!opened) {
    if (opened.error().code != ErrorCode::kUnusable) return std::unexpected(opened.error());
    return std::unexpected(damaged(folder_.path, opened.error().message));
  }
  state_ = std::move(*opened);
  if (!writes() || options_.shared != nullptr) return {};
  return bring_schema(*state_);
}

Result<Warehouse*> Space::warehouse() {
  if (warehouse_ == nullptr) TRY(open_warehouse(/*create=*/false));
  return warehouse_.get();
}

Result<void> Space::open_warehouse(bool create) {
  if (options_.shared != nullptr) {
    ASSIGN(Warehouse * owned, options_.shared->warehouse());
    ASSIGN(DuckConnection own, owned->connect());
    warehouse_.reset(new Warehouse(owned->database_, std::move(own)));
    return {};
  }
  if (!create && !exists(folder_.warehouse())) {
    return std::unexpected(damaged(folder_.path, "warehouse.duckdb is missing"));
  }
  if (writes()) TRY(mend_torn_log(folder_.warehouse()));
  auto database = DuckDatabase::open({.path = folder_.warehouse(),
                                      .read_only = !writes(),
                                      .threads = options_.threads,
                                      .memory_limit_mb = options_.memory_limit_mb});
  if (!database) {
    if (database.error().code != ErrorCode::kUnusable) return std::unexpected(database.error());
    return std::unexpected(damaged(folder_.path, database.error().message));
  }
  ASSIGN(DuckConnection connection, database->connect());
  if (writes()) {
    for (const Script& script : warehouse_schema()) TRY(connection.run(std::string(script.sql)));
  }
  warehouse_.reset(new Warehouse(std::make_shared<const DuckDatabase>(std::move(*database)),
                                 std::move(connection)));
  return {};
}

}  // namespace likely
