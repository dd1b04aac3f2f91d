#include "store/folder_snapshot.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/format.h"
#include "store/atomic_file.h"
#include "store/model_registry.h"
#include "store/schema.h"

namespace likely {

namespace fs = std::filesystem;

namespace {

constexpr size_t kBlockBytes = 1 << 20;

uint64_t size_of(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return error ? 0 : size;
}

Error cancelled() {
  return {ErrorCode::kCancelled, "the backup was stopped; nothing is left of it"};
}

// While it lives, tells how big the file has become and stops the connection's query when that is
// asked for.
class Watch {
 public:
  Watch(DuckConnection& connection, std::string path, Progress& progress)
      : thread_([this, &connection, path = std::move(path), &progress] {
          std::unique_lock lock(mutex_);
          while (
              !changed_.wait_for(lock, std::chrono::milliseconds(200), [this] { return over_; })) {
            progress.at(size_of(path));
            if (progress.cancelled()) connection.interrupt();
          }
        }) {}
  ~Watch() {
    {
      std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};

// The scripts of the tables that every warehouse has keep what a catalog does not know of them
// (compression); the others are made as the catalog says.
struct Table {
  std::string name, sql;
  bool standard = false;
};

Result<std::vector<Table>> tables_of(DuckConnection& connection, const std::string& database) {
  ASSIGN(auto rows, connection.stream(format(
                        "SELECT table_name, sql FROM duckdb_tables() WHERE database_name = {} AND "
                        "NOT internal AND NOT temporary ORDER BY table_name",
                        sql_text(database))));
  std::vector<Table> tables;
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return tables;
    for (size_t i = 0; i < chunk.size(); ++i) {
      Table table{std::string(chunk.text(0, i)), std::string(chunk.text(1, i))};
      table.standard = std::ranges::any_of(
          warehouse_schema(), [&](const Script& script) { return script.table == table.name; });
      tables.push_back(std::move(table));
    }
  }
}

Result<void> make_warehouse(const std::string& path, const std::vector<Table>& tables) {
  ASSIGN(const auto database, DuckDatabase::open({.path = path, .threads = 1}));
  ASSIGN(DuckConnection connection, database.connect());
  for (const Script& script : warehouse_schema()) TRY(connection.run(std::string(script.sql)));
  for (const Table& table : tables) {
    if (!table.standard) TRY(connection.run(table.sql));
  }
  return connection.run("CHECKPOINT");
}

}  // namespace

Result<std::unique_ptr<FolderSnapshot>> FolderSnapshot::take(Space& space) {
  std::unique_ptr<FolderSnapshot> snapshot(new FolderSnapshot(space));
  Sqlite& state = space.state();
  ASSIGN(auto reading, state.begin_reading());
  snapshot->state_.emplace(std::move(reading));
  // The first look is the moment that a transaction shows from then on.
  ASSIGN(const int64_t profiles, state.number("SELECT count(*) FROM profiles"));
  snapshot->profiles_ = static_cast<uint64_t>(profiles);
  TRY(snapshot->begin_warehouse());
  TRY(snapshot->hold_files());
  space.let_others_in();
  return snapshot;
}

FolderSnapshot::~FolderSnapshot() {
  for (const Held& held : held_) close(held.descriptor);
}

Result<void> FolderSnapshot::begin_warehouse() {
  if (space_.is_shared()) {
    ASSIGN(Warehouse * warehouse, space_.warehouse());
    warehouse_ = &warehouse->connection();
    ASSIGN(auto name, warehouse_->stream("SELECT current_database()"));
    DuckChunk chunk;
    ASSIGN(const bool any, name.next(chunk));
    if (any) source_ = chunk.text(0, 0);
  } else {
    ASSIGN(reader_, DuckDatabase::open({}));
    ASSIGN(own_, reader_->connect());
    warehouse_ = &*own_;
    source_ = "source";
    TRY(own_->run(format("ATTACH {} AS {} (READ_ONLY)", sql_text(space_.folder().warehouse()),
                         sql_name(source_))));
  }
  ASSIGN(auto reading, DuckTransaction::begin(*warehouse_));
  reading_.emplace(std::move(reading));
  ASSIGN(const int64_t events,
         warehouse_->number(format("SELECT count(*) FROM {}.events", sql_name(source_))));
  events_ = static_cast<uint64_t>(events);
  return {};
}

Result<void> FolderSnapshot::hold(const std::string& path) {
  const std::string full = space_.folder().path + "/" + path;
  const int descriptor = ::open(full.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return disk_failure(full, "opening");
  struct stat file {};
  const bool known = fstat(descriptor, &file) == 0;
  held_.push_back({path, descriptor, known ? static_cast<uint64_t>(file.st_size) : 0});
  return known ? Result<void>() : disk_failure(full, "reading");
}

Result<void> FolderSnapshot::hold_files() {
  TRY(hold("format"));
  std::error_code error;
  for (const char* name : {"erased", "erasing"}) {
    if (fs::exists(space_.folder().path + "/" + name, error)) TRY(hold(name));
  }
  for (const auto& entry : fs::directory_iterator(space_.folder().journal(), error)) {
    if (entry.path().extension() == ".log") {
      TRY(hold("journal/" + entry.path().filename().string()));
    }
  }
  ModelRegistry registry(space_);
  ASSIGN(const auto models, registry.list());
  for (const ModelRecord& model : models) TRY(hold(model.path));
  return {};
}

uint64_t FolderSnapshot::bytes() const {
  const Folder& folder = space_.folder();
  uint64_t sum = size_of(folder.state()) + size_of(folder.state() + "-wal") +
                 size_of(folder.warehouse()) + size_of(folder.warehouse() + ".wal");
  for (const Held& held : held_) sum += held.bytes;
  return sum;
}

Result<std::vector<std::string>> FolderSnapshot::copy_to(const std::string& folder,
                                                         Progress& progress) {
  const Folder copy{folder};
  TRY(copy_state(copy.state(), progress));
  TRY(copy_held(folder, progress));
  TRY(copy_warehouse(copy.warehouse(), progress));
  std::vector<std::string> files = {"state.sqlite", "warehouse.duckdb"};
  for (const Held& held : held_) files.push_back(held.path);
  std::ranges::sort(files);
  return files;
}

Result<void> FolderSnapshot::copy_state(const std::string& path, Progress& progress) {
  progress.step("copying profiles", 0, "");
  TRY(space_.state().copy_to(path, [&] { return progress.cancelled(); }));
  state_.reset();  // what it held back can be tidied from now on
  return sync_file(path);
}

Result<void> FolderSnapshot::copy_warehouse(const std::string& path, Progress& progress) {
  progress.step("copying events", size_of(space_.folder().warehouse()), "bytes");
  ASSIGN(const auto tables, tables_of(*warehouse_, source_));
  TRY(make_warehouse(path, tables));
  const std::string copy = sql_name("copy " + path);
  TRY(warehouse_->run(format("ATTACH {} AS {}", sql_text(path), copy)));
  {
    const Watch watch(*warehouse_, path, progress);
    for (const Table& table : tables) {
      const std::string name = sql_name(table.name);
      TRY(warehouse_->run(format("INSERT INTO {}.{} BY NAME SELECT * FROM {}.{}", copy, name,
                                 sql_name(source_), name)));
      if (progress.cancelled()) return std::unexpected(cancelled());
    }
    TRY(reading_->commit());
  }
  TRY(warehouse_->run(format("CHECKPOINT {}", copy)));
  TRY(warehouse_->run(format("DETACH {}", copy)));
  if (size_of(path + ".wal") > 0) {
    return fail(ErrorCode::kInternal, path + ": its log could not be brought into it");
  }
  return sync_file(path);
}

Result<void> FolderSnapshot::copy_held(const std::string& folder, Progress& progress) {
  uint64_t total = 0, done = 0;
  for (const Held& held : held_) total += held.bytes;
  progress.step("copying models and what waits", total, "bytes");
  std::string block(kBlockBytes, '\0');
  for (const Held& held : held_) {
    const std::string path = folder + "/" + held.path;
    std::error_code error;
    fs::create_directories(fs::path(path).parent_path(), error);
    ASSIGN(AtomicFile file, AtomicFile::create(path));
    for (uint64_t at = 0; at < held.bytes;) {
      if (progress.cancelled()) return std::unexpected(cancelled());
      const size_t want = std::min<uint64_t>(block.size(), held.bytes - at);
      const ssize_t have = pread(held.descriptor, block.data(), want, static_cast<off_t>(at));
      if (have < 0 && errno == EINTR) continue;
      if (have < 0) return disk_failure(held.path, "reading");
      if (have == 0) break;  // what was never acknowledged was cut off meanwhile
      TRY(file.write({block.data(), static_cast<size_t>(have)}));
      at += static_cast<uint64_t>(have);
      progress.at(done += static_cast<uint64_t>(have));
    }
    TRY(file.commit());
  }
  return {};
}

}  // namespace likely
