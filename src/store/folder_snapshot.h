#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "store/space.h"

namespace likely {

// A whole data folder as it is at one moment, to be copied while others go on working in it: a
// transaction that reads in each store, and the small files held open. What was accepted and is not
// in the stores yet is in the journal, which is part of it. One thread.
class FolderSnapshot {
 public:
  // Lets the others in again. REQUIRES: the space is kSnapshot; it outlives this object.
  static Result<std::unique_ptr<FolderSnapshot>> take(Space& space);
  ~FolderSnapshot();

  uint64_t events() const { return events_; }
  uint64_t profiles() const { return profiles_; }
  // About how much disk a copy takes.
  uint64_t bytes() const;
  // Writes it into an empty folder, flushed. Gives the files, paths inside of the folder. Once
  // only.
  Result<std::vector<std::string>> copy_to(const std::string& folder, Progress& progress);

 private:
  struct Held {
    std::string path;  // inside the folder
    int descriptor;
    uint64_t bytes;  // as they were
  };
  explicit FolderSnapshot(Space& space) : space_(space) {}
  Result<void> hold(const std::string& path);
  Result<void> hold_files();
  Result<void> begin_warehouse();
  Result<void> copy_state(const std::string& path, Progress& progress);
  Result<void> copy_warehouse(const std::string& path, Progress& progress);
  Result<void> copy_held(const std::string& folder, Progress& progress);

  Space& space_;
  uint64_t events_ = 0, profiles_ = 0;
  std::vector<Held> held_;
  std::optional<Sqlite::Transaction> state_;
  // The served warehouse's connection, or one in memory to which the file is attached to be read.
  std::optional<DuckDatabase> reader_;
  std::optional<DuckConnection> own_;
  DuckConnection* warehouse_ = nullptr;
  std::string source_;  // the name of the database to copy, on that connection
  std::optional<DuckTransaction> reading_;
};

}  // namespace likely
