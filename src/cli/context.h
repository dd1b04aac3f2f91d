#pragma once

#include <string>

#include "base/progress.h"
#include "base/result.h"

namespace likely::cli {

// The flags every command shares, and where its words go. stdout belongs to this room alone.
struct Context {
  std::string data = "./likely-data";
  bool json = false;   // stdout is one JSON document; everything else goes to stderr
  int threads = 0;     // 0: all
  Progress* progress = nullptr;

  // Writes to stdout / stderr.
  void out(const std::string& text) const;
  void err(const std::string& text) const;
};

}  // namespace likely::cli
