// The bare path that bench figures of durable ingest are divided by: the same HTTP door and
// journal; bodies are checked for their shape, written and flushed in groups, answered 200, and
// brought in nowhere.
//
// Usage: bare_intake FOLDER           (prints its address; stops when its standard input ends)

#include <unistd.h>

#include <cstdio>
#include <string>
#include <utility>

#include "base/log.h"
#include "base/metrics.h"
#include "http/server.h"
#include "http/tracking.h"
#include "intake/group_commit.h"

int main(int count, char** words) {
  using namespace likely;
  if (count != 2) {
    std::fprintf(stderr, "usage: bare_intake FOLDER\n");
    return 2;
  }
  auto journal = Journal::open(words[1]);
  if (!journal) {
    std::fprintf(stderr, "bare_intake: %s\n", journal.error().message.c_str());
    return 1;
  }
  GroupCommit commits(**journal, [](TimeUs) {});
  SystemClock clock;
  Log log(clock, LogLevel::kError);
  Metrics metrics;
  http::ServerOptions door{
      .address = "127.0.0.1", .clock = &clock, .log = &log, .metrics = &metrics};
  door.authenticate = [](const http::Credentials&) -> Result<Caller> {
    return Caller{.kind = Caller::Kind::kSource, .name = "bench", .scope = Scope::kWriteOnly};
  };
  auto router = http::Router::make(http::tracking_routes(
      {.accept = [&](TrackingCall call, std::function<void(Result<void>)> done) {
        commits.accept(std::move(call), std::move(done));
      }}));
  auto server = http::Server::start(std::move(door), std::move(*router));
  if (!server) {
    std::fprintf(stderr, "bare_intake: %s\n", server.error().message.c_str());
    return 1;
  }
  std::printf("%s\n", (*server)->url().c_str());
  std::fflush(stdout);
  char byte;
  while (read(STDIN_FILENO, &byte, 1) > 0) continue;
  (*server)->drain(std::chrono::seconds(1));
  (*server)->wait();
  return 0;
}
