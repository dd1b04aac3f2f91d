#pragma once

#include <cstdint>
#include <string_view>

namespace likely {

// Where long work tells how far it is, and learns that it should stop. Thread-safe.
class Progress {
 public:
  virtual ~Progress() = default;
  // A new step: "importing", measured in units ("rows", "bytes"); total 0 means not known.
  virtual void step(std::string_view what, uint64_t total, std::string_view unit) = 0;
  // `done` units of the current step are done.
  virtual void at(uint64_t done) = 0;
  // One line for the reader that stays.
  virtual void note(std::string_view line) = 0;
  // Whether the user asked to stop; long loops look at it.
  virtual bool cancelled() const = 0;
};

class NoProgress : public Progress {
 public:
  void step(std::string_view, uint64_t, std::string_view) override {}
  void at(uint64_t) override {}
  void note(std::string_view) override {}
  bool cancelled() const override { return false; }
};

}  // namespace likely
