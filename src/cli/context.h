#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"

namespace likely::cli {

// The flags every command shares, and where its words go. stdout belongs to this room alone.
// Owned by main; one thread.
struct Context {
  std::string data = "./likely-data";
  std::string program = "likely";  // as it was called: what a person can type again
  bool json = false;               // stdout is one JSON document; everything else goes to stderr
  int threads = 0;                 // 0: all
  Progress* progress = nullptr;    // never null while a command runs

  // What the parsed command line asks for; set by the callback of add_command().
  std::function<Result<void>()> command;
  // Where text goes; tests put their own here. The defaults are stdout and stderr.
  std::function<void(std::string_view)> write_out;
  std::function<void(std::string_view)> write_err;

  // Where progress goes instead of the terminal: to who sent the command (cli/remote.h).
  Progress* far_progress = nullptr;
  // What a file called "-" is: standard input of who typed the command.
  std::string standard_input = "-";
  // Has a server that owns the data folder run the line; nothing when there is none, or when this
  // process is the server.
  std::function<std::optional<int>(const std::vector<std::string>& words)> forward;

  // Ends the progress line before the first words; empty when none is shown.
  std::function<void()> end_progress;

  // Puts a question to the person at the terminal and gives their answer; nothing when there is
  // no terminal to ask at, or the input ended. Tests put their own here.
  std::function<std::optional<std::string>(std::string_view question)> answer;
  bool can_ask() const;
  std::optional<std::string> ask(std::string_view question) const;

  // Writes to stdout / stderr. Progress that was shown is over then.
  void out(std::string_view text) const;
  void err(std::string_view text) const;
  // The threads to use: --threads, or all there are.
  int thread_count() const;
  // Columns to write in: those of the terminal, or 80 when stdout is none; 40 to 120.
  int width() const;
};

}  // namespace likely::cli
