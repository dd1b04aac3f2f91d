#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "store/duck.h"
#include "store/sqlite.h"

namespace likely {

// The paths inside a data folder.
struct Folder {
  std::string path;
  std::string format() const { return path + "/format"; }
  std::string lock() const { return path + "/lock"; }
  // While it is there, an erasure has begun and is not over; says whose (store/erasing_mark.h).
  std::string erasing() const { return path + "/erasing"; }
  std::string state() const { return path + "/state.sqlite"; }
  // Who was erased, as hashes (store/erased_ids.h).
  std::string erased() const { return path + "/erased"; }
  std::string state_sum() const { return path + "/state.sum"; }
  std::string warehouse() const { return path + "/warehouse.duckdb"; }
  // Where the process that serves the folder takes command lines.
  std::string command_socket() const { return path + "/command.sock"; }
  // Requests that were answered and are not in the stores yet (store/journal.h).
  std::string journal() const { return path + "/journal"; }
  std::string models() const { return path + "/models"; }
  std::string model(const std::string& name) const { return models() + "/" + name + ".model"; }
};

// kRead: beside other readers; changes nothing. kWrite: the only process that writes; the folder
// exists. kAlone: the same, and in the process that serves the folder nobody else is in it either,
// until let_others_in(); nobody else is alone while it stays. kCreate: as kAlone, the folder is
// made when there is none. kSnapshot: as kRead, and as kAlone nobody else is in it at first.
enum class Access { kRead, kWrite, kAlone, kCreate, kSnapshot };

class SharedFolder;

// The columnar store of a space: events, interactions, discards. Owned by its Space.
class Warehouse {
 public:
  // The main connection, for one thread at a time.
  DuckConnection& connection() { return connection_; }
  // A further one, for another thread; must not outlive the space.
  Result<DuckConnection> connect() const { return database_->connect(); }
  // Brings what was committed from the log into the file; at the end of a big write.
  Result<void> checkpoint() { return connection_.run("CHECKPOINT"); }

 private:
  friend class Space;
  Warehouse(std::shared_ptr<const DuckDatabase> database, DuckConnection connection)
      : database_(std::move(database)), connection_(std::move(connection)) {}
  std::shared_ptr<const DuckDatabase> database_;  // shared by the spaces of one process
  DuckConnection connection_;
};

// One opened data folder, locked while this object lives: shared by readers, alone for a writer,
// so that no two processes change it at once. state.sqlite is open, the warehouse opens when first
// asked for. One thread at a time. In the process that serves the folder it shares its database
// with the others there (store/shared_folder.h).
class Space {
 public:
  struct Options {
    std::string path;
    Access access = Access::kRead;
    int threads = 0;                  // of the warehouse; 0: all
    uint64_t memory_limit_mb = 1024;  // of the warehouse
    int wait_ms = 2000;               // how long to wait for a folder that is in use
    SharedFolder* shared = nullptr;   // in the process that serves the folder
  };
  // Errors: kNotFound (no such folder, and not kCreate), kUnusable (not a folder, not a data
  // folder, another format version, damaged, not writable), kUnavailable (in use, disk full).
  static Result<std::unique_ptr<Space>> open(const Options& options);
  ~Space();
  Space(const Space&) = delete;
  Space& operator=(const Space&) = delete;

  const Folder& folder() const { return folder_; }
  Access access() const { return options_.access; }
  bool is_shared() const { return options_.shared != nullptr; }
  // Rises whenever somebody was alone in the folder, who may delete and renumber rows, or has
  // written beside others; in the process that serves it. Elsewhere 0: nobody else changes it while
  // this space is open.
  uint64_t generation() const;
  Sqlite& state() { return *state_; }
  Result<Warehouse*> warehouse();
  // Of kSnapshot: what its owner has to see unchanged is in transactions of its own now. Of kAlone
  // and kCreate: from here on it only adds to the warehouse; live events wait in the journal until
  // it leaves.
  void let_others_in();
  // Ends a command that was refused: a folder that this object made and in which nothing is yet is
  // removed again, any other stays.
  static Result<void> close_refused(std::unique_ptr<Space> space);
  // Closes the warehouse of the process that serves and opens it again: after a full disk the
  // library refuses everything. REQUIRES: nobody else is in the folder.
  Result<void> reopen_warehouse();
  // Puts a new warehouse in the place of the old one, whole or not at all, also after a power cut:
  // `fill` gets a connection to the new one, which has its tables but no rows, with the old one
  // attached as `old`. No byte of the old file is in the new one but what `fill` copies.
  // Pointers to the warehouse are invalid afterwards. REQUIRES: access is not kRead.
  Result<void> replace_warehouse(const std::function<Result<void>(DuckConnection&)>& fill);

 private:
  explicit Space(const Options& options) : options_(options), folder_{options.path} {}
  bool writes() const {
    return options_.access != Access::kRead && options_.access != Access::kSnapshot;
  }
  static Result<std::unique_ptr<Space>> open_shared(const Options& options);
  bool is_alone() const {
    return options_.access == Access::kAlone || options_.access == Access::kCreate;
  }
  void leave();
  Result<void> prepare_folder();
  Result<void> lock();
  Result<void> check_format();
  Result<void> create_format();
  Result<void> open_state();
  Result<void> open_warehouse(bool create);
  Result<void> close_warehouse();

  Options options_;
  Folder folder_;
  int lock_ = -1;
  bool made_folder_ = false;  // there was none
  bool entered_ = false;      // shared: stands inside the gate
  bool beside_ = false;       // shared, kSnapshot: others are let in
  std::unique_ptr<Sqlite> state_;
  std::unique_ptr<Warehouse> warehouse_;
};

}  // namespace likely
