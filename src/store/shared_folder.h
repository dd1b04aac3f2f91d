#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "base/result.h"
#include "store/gate.h"
#include "store/space.h"

namespace likely {

// A data folder that this process owns for as long as this object lives: no other process opens it
// meanwhile. Spaces of the same process are opened through it (Space::Options::shared): each with
// its own connections, kRead and kWrite beside each other, kAlone when nobody else has one.
// Thread-safe. Must outlive those spaces.
class SharedFolder {
 public:
  // Errors: as Space::open. The folder is made when there is none.
  static Result<std::unique_ptr<SharedFolder>> open(Space::Options options);
  // The folder's name from the root, which holds wherever a thread works.
  static std::string full_name(const std::string& folder);

  Gate& gate() { return gate_; }
  // What is done with every space that is alone, before its owner gets it: whatever waits outside
  // of the stores comes in. Set it while nobody is inside. An error refuses the space.
  void complete_by(std::function<Result<void>(Space&)> complete) {
    complete_ = std::move(complete);
  }
  Result<void> complete(Space& alone) { return complete_ ? complete_(alone) : Result<void>(); }
  // The owner's warehouse; opened anew when that failed earlier. Thread-safe.
  Result<Warehouse*> warehouse() {
    const std::lock_guard lock(mutex_);
    return owner_->warehouse();
  }
  // What the owner holds; for Space only.
  Space& owner() { return *owner_; }
  const Folder& folder() const { return owner_->folder(); }

 private:
  explicit SharedFolder(std::unique_ptr<Space> owner) : owner_(std::move(owner)) {}
  std::unique_ptr<Space> owner_;
  std::mutex mutex_;
  Gate gate_;
  std::function<Result<void>(Space&)> complete_;
};

}  // namespace likely
