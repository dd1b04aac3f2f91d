#pragma once

#include <memory>

struct sqlite3;

namespace likely {

// Keeps the memory map of a connection's file when somebody else commits. SQLite unmaps the whole
// file then and maps it anew at the next page. Both wait for whoever holds the lock of the
// process's address space, such as a training that takes and gives back gigabytes. A shared map
// shows what is written to the file without that, so it is made anew only when the file became
// shorter, or longer by more than an eighth: what is not mapped is read.
//
// Of one connection that only reads; must live until that is closed. Wraps xUnfetch of its file
// (sqlite.org/c3ref/io_methods.html), all else is SQLite's own.
class KeptMap {
 public:
  // REQUIRES: the connection is open and has no KeptMap yet.
  explicit KeptMap(sqlite3* database);
  ~KeptMap();
  KeptMap(const KeptMap&) = delete;
  KeptMap& operator=(const KeptMap&) = delete;

 private:
  struct Methods;
  std::unique_ptr<Methods> methods_;
};

}  // namespace likely
